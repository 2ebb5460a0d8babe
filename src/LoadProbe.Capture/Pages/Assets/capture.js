// The page of a capture.
const capture = JSON.parse(document.getElementById('capture-json').textContent);
const both = ([client, server]) => `${whole(client)} / ${whole(server)}`;
const tile = (name, value, bad) => make('div', { class: `card tile${bad ? ' bad' : ''}` }, make('b', {}, value), make('span', {}, name));
const sign = (className, d) => make('svg', { viewBox: '0 0 22 14', 'aria-hidden': 'true' }, make('path', { class: className, d }));
const swatch = className => make('svg', { viewBox: '0 0 22 14', class: 'swatch', 'aria-hidden': 'true' }, make('rect', { class: className, x: 2, y: 2, width: 18, height: 10 }));
const key = entries => make('ul', { class: 'legend key' }, entries.map(([picture, name]) => make('li', {}, picture, name)));
const more = (shown, all, order) => all > shown ? make('p', { class: 'sub' }, `${whole(shown)} of ${whole(all)}, ${order}; analyze --json has all.`) : null;
// A flow that is drawn further down is a way to it.
const drawnFlows = new Set(capture.looked.map(f => f.number));
const numbered = n => make('td', { class: 'n' }, drawnFlows.has(n) ? make('a', { href: `#flow-${n}` }, String(n)) : String(n));
const empty = text => make('p', { class: 'empty' }, text);

const head = () => {
  document.getElementById('summary').textContent = capture.file;
  show('tiles',
    tile('packets', whole(capture.packets)), tile('on the wire', bytes(capture.bytes)), tile('first to last packet', time(capture.duration)), tile('flows', whole(capture.flows_all)),
    tile(`lost of ${whole(capture.segments)} segments`, whole(capture.lost), capture.lost > 0), tile('waited for them', time(capture.waited), capture.waited > 0), tile('without room', time(capture.no_room), capture.no_room > 0),
    ...[['not seen by the capture', capture.capture_loss], ['malformed', capture.malformed], ['truncated', capture.truncated], ['incomplete of fragments', capture.incomplete], ['flows evicted', capture.evicted], ['unlisted', capture.unlisted]]
      .filter(([, n]) => n > 0).map(([name, n]) => tile(name, whole(n))));
  const outcomes = Object.entries(capture.outcomes);
  show('outcomes', outcomes.length === 0 ? empty('No TCP flow was seen.') : table('How connections came about and ended', ['outcome', '#flows'], outcomes.map(([word, n]) => row(word, number(whole(n))))));
};

const outcome = flow => flow.outcome + (flow.midway ? ', joined midway' : '');
const worst = () => show('flows', capture.flows.length === 0 ? empty('None.') : [
  table('By what was waited, then by what was lost; client / server', ['#flow', 'client', 'server', '#packets', '#least rtt', '#lost', '#reordered', '#waited', '#no room', 'outcome'],
    capture.flows.map(f => row(
      numbered(f.number), f.client, make('td', {}, f.server, f.name ? make('div', { class: 'why' }, f.name) : null), number(both(f.packets)), number(time(f.least)), number(both(f.lost)), number(both(f.reordered)),
      number(time(f.waited)), number(time(f.no_room)), outcome(f))), 'stack'),
  more(capture.flows.length, capture.flows_all, 'the worst'),
].filter(e => e));

const findings = flow => {
  const { plot } = flow;
  if (plot.found_all === 0) return make('p', { class: 'sub' }, 'Nothing remarkable in its packets.');
  return make('details', {}, make('summary', {}, `What the analysis found in its packets: ${whole(plot.found_all)}`),
    table(`Findings of flow ${flow.number}`, ['#time', 'sent by', '#sequence', '#bytes', 'finding'],
      plot.found.map(([at, client, sequence, length, words]) => row(number(time(at)), client ? 'client' : 'server', number(whole(sequence)), number(whole(length)), words)), 'long'),
    more(plot.found.length, plot.found_all, 'the first'));
};
const trips = flow => flow.trips.length === 0 ? null : table(`Round trips of flow ${flow.number}`, ['estimator', '#samples', '#least', '#p50', '#p95', '#most'],
  flow.trips.map(([by, samples, ...times]) => row(by, number(whole(samples)), ...times.map(t => number(time(t))))));
const drawn = flow => {
  const { plot } = flow, sides = [0, 1].filter(client => flow.payload[client ? 0 : 1] > 0 && plot.t.some((_, i) => plot.client[i] === client && plot.to[i] > plot.from[i]));
  return make('section', { class: 'card flow', id: `flow-${flow.number}` },
    make('h3', {}, `Flow ${flow.number}: ${flow.client} → ${flow.server}`),
    make('p', { class: 'sub' }, [
      flow.name, flow.application, `${whole(plot.seen)} packets in ${time(flow.duration)}`, `lost ${both(flow.lost)}`, `waited ${time(flow.waited)}`, `no room ${time(flow.no_room)}`, outcome(flow),
      plot.t.length < plot.seen ? `${whole(plot.t.length)} packets are drawn: what is remarkable, and the extremes of the others` : null,
    ].filter(e => e).join(' · ')),
    make('div', { class: 'grid' }, sides.map(client => sequencePlot(flow, client)), plot.rtt.length > 0 ? make('div', {}, tripPlot(flow), trips(flow)) : null),
    findings(flow));
};
const looked = () => {
  show('key', key([
    [sign('seg', 'M11 2V12'), 'segment'], [sign('again', 'M11 3V11'), 'sent again'], [sign('late', 'M11 3V11'), 'reordered'], [sign('copy', 'M11 3V11'), 'copy, or the capture’s disorder'], [sign('asked', 'M11 3V11'), 'probe or keep-alive'],
    [sign('hole', 'M11 1V13'), 'hole'], [sign('reset', 'M11 1V13'), 'reset'], [sign('ack', 'M2 10H12V4H20'), 'acknowledged'], [sign('edge', 'M2 7H20'), 'edge of the window'],
    [swatch('stall'), 'window closed'], [sign('trip handshake', 'M11 7h.01'), 'round trip by handshake'], [sign('trip seq_ack', 'M11 7h.01'), 'by seq_ack'], [sign('trip timestamps', 'M11 7h.01'), 'by timestamps'],
  ]));
  show('looked', capture.looked.length === 0 ? empty('None.') : capture.looked.map(drawn));
};

const parts = [['network', 'network'], ['server', 'server'], ['transfer', 'transfer'], ['again', 'waited']];
const split = (answer, most) => {
  let x = 0;
  const svg = make('svg', { class: 'split', viewBox: '0 0 100 12', preserveAspectRatio: 'none', role: 'img', 'aria-label': parts.map(([name]) => `${name} ${time(answer[name])}`).join(', ') });
  for (const [name, className] of parts) {
    const width = 100 * answer[name] / most;
    svg.append(make('rect', { class: className, x, y: 0, width, height: 12 }));
    x += width;
  }
  return svg;
};
const answers = () => {
  if (capture.answers.length === 0) return show('answers', empty('No request and no exchange was answered.'));
  const total = a => a.network + a.server + a.transfer + a.again, most = Math.max(1e-9, ...capture.answers.map(total));
  show('answers', key([[swatch('network'), 'network: one round trip'], [swatch('server'), 'server'], [swatch('transfer'), 'transfer'], [swatch('waited'), 'waiting for lost segments']]),
    table('The slowest first', ['#flow', 'request', '#status', '#total', '#network', '#server', '#transfer', '#lost', 'spent on'],
      capture.answers.map(a => row(numbered(a.flow), make('td', { class: 'what' }, a.what), number(a.status ?? '–'), number(time(total(a))), number(time(a.network)), number(time(a.server)), number(time(a.transfer)), number(time(a.again)),
        make('td', { class: 'line' }, split(a, most)))), 'stack'),
    ...[more(capture.answers.length, capture.answers_all, 'the slowest')].filter(e => e));
};
const quic = () => show('quic', capture.quic.length === 0 ? empty('No QUIC was seen.') : [
  table('Unanswered first, then the slowest to be answered', ['client', 'server', 'name', 'protocols', '#round trip', 'retry'],
    capture.quic.map(q => row(
      q.client, q.server, make('td', { class: 'what' }, q.name ?? '–'), q.protocols || '–',
      number(q.trip === undefined ? 'none' : time(q.trip) + (q.ambiguous ? ', hello repeated' : '')), q.retry ? 'yes' : 'no')), 'stack'),
  more(capture.quic.length, capture.quic_all, 'the slowest'),
].filter(e => e));
const names = () => show('names', capture.dns.length === 0 ? empty('No DNS was seen.') : [
  table('Unanswered first, then the slowest', ['name', 'type', 'server', '#answer', '#code', '#asked again'],
    capture.dns.map(d => row(make('td', { class: 'what' }, d.name), d.type, d.server, number(d.time === undefined ? 'none' : time(d.time) + (d.tcp ? ' over TCP' : '')), number(d.code ?? '–'), number(whole(d.again)))), 'stack'),
  more(capture.dns.length, capture.dns_all, 'the slowest'),
].filter(e => e));

head();
worst();
looked();
answers();
quic();
names();
