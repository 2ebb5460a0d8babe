// A probe's history, and one run of it in full.
const name = decodeURIComponent(location.pathname.split('/').pop());
const phases = ['dns', 'connect', 'tls', 'send', 'wait', 'receive', 'other'];
const color = p => `var(--${p})`;
const took = chart({ title: 'How long runs took', format: time, heading: 'h2', logarithm: true });
// Over days an hour of the day says too little; there is room for so much.
const weekday = instant => ['weekday', 'hour'].map(k => new Date(instant).toLocaleString('en-GB', k === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { [k]: 'short' })).join(' ');
const clocked = axis.label;
axis.label = seconds => axis.last > 86400 ? weekday(+axis.begun + seconds * 1000) : clocked.call(axis, seconds);
document.getElementById('history').append(axisBar(), took.element);
let chosen = new URLSearchParams(location.search).get('result');

const bar = (start, duration, total, parts) => make('div', { class: 'bar' },
  make('i', { style: `width:${100 * start / total}%;background:none` }),
  phases.map(p => parts[p] > 0 ? make('i', { style: `width:${100 * parts[p] / total}%;background:${color(p)}` }, make('title', {}, p)) : null));

const known = seconds => seconds === undefined ? 'unknown' : time(seconds);

// Of a step: how long the network and the server took by its packets, or why that is not known.
const packets = p => {
  if (!p) return '';
  if (p.tier === 'none') return `no packets (${p.reason})`;
  return `${p.tier === 'packets' ? 'packets' : 'TCP_INFO'}: network ${known(p.network_rtt_seconds)}, server ${known(p.server_response_seconds)}`;
};
const phasesOf = s => phases.filter(p => s.phases[p] !== undefined && p !== 'other').map(p => `${p} ${time(s.phases[p])}`).join(', ');

const steps = result => {
  const begin = new Date(result.started), total = Math.max(result.duration_seconds, 1e-6);
  return table('Steps on one time line', ['Step', 'Outcome', '#Took', `0 to ${time(result.duration_seconds)}`, 'Phases'], result.steps.map(s => {
    const skipped = s.outcome === 'skipped';
    return row(
      make('td', { class: 'first' }, s.name), make('td', {}, s.outcome, s.status ? ` ${s.status}` : ''), number(skipped ? '' : time(s.duration_seconds)),
      make('td', { class: 'line' }, skipped ? '' : bar((new Date(s.started) - begin) / 1000, s.duration_seconds, total, s.phases)),
      make('td', { class: 'why' }, [phasesOf(s), packets(s.packets)].filter(said => said).join(' · ')));
  }), 'stack');
};

// Of an element of a page: the reason stands once, where the first figure is missing.
const networkOf = p => p?.network_rtt_seconds === undefined ? p?.reason ?? '' : time(p.network_rtt_seconds);
const serverOf = p => {
  if (p?.server_response_seconds !== undefined) return time(p.server_response_seconds);
  return p?.network_rtt_seconds === undefined ? '' : p.reason ?? '';
};
const summed = sums => {
  const missing = Object.entries(sums.not_joined ?? {}).map(([why, n]) => `${n} not joined (${why})`);
  const parts = ['lookup', 'network', 'server', 'transfer'].map(part => `${part} ${time(sums[`${part}_seconds`])}`);
  return [
    [`packets: ${sums.joined} joined, ${sums.server_known} with the server's part`, ...missing].join(', '),
    ...sums.joined ? [`summed over them: ${[...parts, `retransmission ${time(sums.retransmit_delay_seconds)}`].join(', ')}`] : [],
  ].join(' · ');
};

const page = s => {
  const total = Math.max(...s.elements.map(e => e.start_seconds + e.duration_seconds), 0.001), sums = s.page_packets;
  const vitals = Object.entries(s.vitals).map(([k, x]) => `${k} ${k === 'cls' ? x.toFixed(3) : time(x)}`).join(', ');
  return make('section', {}, make('h2', {}, `Page in "${s.name}"`),
    make('p', { class: 'sub' }, `${s.url} · ${vitals}`),
    sums ? make('p', { class: 'sub' }, summed(sums)) : '',
    s.elements.length ? table(s.elements.length === 1 ? '1 element' : `${s.elements.length} elements`, ['Address', 'Type', '#Status', '#Took', ...sums ? ['#Network', '#Server'] : [], `0 to ${time(total)}`], s.elements.map(e => row(
      make('td', { class: 'why first' }, e.url), e.type, number(e.failure ?? e.status ?? ''), number(time(e.duration_seconds)),
      ...sums ? [number(networkOf(e.packets)), number(serverOf(e.packets))] : [],
      make('td', { class: 'line' }, bar(e.start_seconds, e.duration_seconds, total, e.phases)))), 'stack') : '',
    s.console_errors.map(e => make('p', { class: 'why' }, `console: ${e}`)));
};

// What else was seen, as far as there is something.
const seen = s => [
  s.remote_address, s.http_version && `HTTP/${s.http_version}`, s.bytes_received !== undefined && `${whole(s.bytes_received)} bytes received`,
  s.tls?.version && `${s.tls.version} ${s.tls.cipher ?? ''}`, s.tls?.chain?.[0] && `certificate ${s.tls.chain[0].subject} until ${s.tls.chain[0].not_after.slice(0, 10)}`, s.tls?.faults?.length && `not trusted: ${s.tls.faults.join(', ')}`,
  s.tls?.staple && `staple ${[s.tls.staple.status, s.tls.staple.detail, s.tls.staple.next_update && `until ${s.tls.staple.next_update.slice(0, 16)}`].filter(Boolean).join(', ')}`,
  s.program && `wrote ${s.program.stdout_bytes} B${s.program.stdout && `: ${s.program.stdout}`}`, s.program?.stderr && `errors: ${s.program.stderr}`,
  s.ping && `${s.ping.received} of ${s.ping.sent} answered, mean ${time(s.ping.mean_seconds)}, jitter ${time(s.ping.jitter_seconds)}`, s.answers?.length && `answers ${s.answers.join(', ')}`,
].filter(x => x).join(' · ');
const evidence = result => {
  const told = result.steps.filter(s => s.detail || seen(s));
  return told.length === 0 ? '' : table('What was seen', ['Step', 'What', 'On the way'], told.map(s => row(make('td', { class: 'first' }, s.name), make('td', { class: 'why' }, s.detail ?? ''), make('td', { class: 'why' }, seen(s)))), 'stack');
};
const attempts = result => !result.earlier?.length ? '' : table('Attempts: the last one counts', ['Started', 'Outcome', '#Took', 'Why'], [...result.earlier, result].map(a => row(
  make('td', { class: 'first' }, clock(a.started)), a.outcome, number(time(a.duration_seconds)), make('td', { class: 'why' }, a.detail ?? ''))), 'stack');

const detail = result => show('detail',
  make('h2', {}, `Run of ${clock(result.started)} on ${result.agent} `, verdict(result.verdict)),
  result.detail ? make('p', {}, `${result.outcome}: ${result.detail}`) : '',
  make('div', { class: 'card' }, steps(result), make('ul', { class: 'legend' }, phases.map(p => make('li', {}, make('i', { class: 'area', style: `border-top-color:${color(p)}` }), p))), attempts(result), evidence(result)),
  result.steps.flatMap(s => s.artifacts.map(a => make('figure', { style: 'margin:16px 0' }, make('img', { class: 'shot', src: `/artifacts/${encodeURIComponent(a.split('/').pop())}`, alt: `The page at step "${s.name}": ${s.detail ?? s.outcome}` }), make('figcaption', { class: 'why' }, s.detail ? `${s.name}: ${s.detail}` : s.name)))),
  result.steps.filter(s => s.elements?.length || s.console_errors?.length).map(page));

const choose = id => e => {
  e.preventDefault();
  chosen = id;
  window.history.replaceState(null, '', `?result=${id}`);
  draw().then(() => document.getElementById('detail').scrollIntoView());
};
const runs = (caption, results) => table(caption, ['Started', 'Verdict', 'Agent', 'Outcome', '#Took'], results.map(r => row(
  make('td', {}, make('a', { href: `?result=${r.id}`, onclick: choose(r.id) }, new Date() - new Date(r.started) > 43200000 ? day(r.started) : clock(r.started))),
  verdict(r.verdict), r.agent, make('td', { class: 'why' }, `${r.outcome}${r.detail ? `: ${r.detail}` : ''}${r.attempts > 1 ? ` (attempt ${r.attempts})` : ''}`), number(time(r.duration_seconds)))), 'stack');

const draw = async () => {
  const path = `/api/probes/${encodeURIComponent(name)}`;
  const [past, results, failed, incidents] = await Promise.all([
    get(`${path}/history?from=${span}`), get(`${path}/results?count=20`), get(`${path}/results?count=10&verdict=fail`), get(`/api/incidents?count=10&probe=${encodeURIComponent(name)}`)]);
  document.getElementById('title').textContent = name;
  for (const id of ['span', 'history']) document.getElementById(id).hidden = results.length === 0;
  if (results.length === 0) return show('detail', make('p', { class: 'empty' }, 'No run yet.'));
  const steps = everyStep(past);
  document.getElementById('summary').textContent = `${results[0].target}: ${results[0].verdict} ${ago(results[0].started)}`;
  show('past', pastOf(past, steps));
  [axis.begun, axis.last] = [new Date(past.from), steps.length * past.step_seconds];
  took.show(latency(past, steps));
  show('agents', agentsOf(past));
  show('incidents', incidentsOf(incidents));
  show('runs', make('h2', {}, 'Runs'), make('div', { class: 'card' }, runs('Newest first', results)));
  // In a place of its own: the focus finds a link again by where it leads, and there may be two of them.
  show('failures', failed.length > 0 ? [make('h2', {}, 'Latest failures'), make('div', { class: 'card' }, runs('Those that failed, newest first', failed))] : []);
  // All else was answered: one that is not to be had is kept no longer.
  const one = [...results, ...failed].find(r => r.id === chosen) ?? (chosen ? await get(`/api/results/${encodeURIComponent(chosen)}`).catch(() => null) : results[0]);
  one ? detail(one) : show('detail', make('p', { class: 'empty' }, 'This run is kept no longer.'));
};
document.getElementById('span').append(spanBar(() => refresh(draw)), make('p', { class: 'sub' }, 'All of it: ', ['csv', 'json', 'jsonl'].flatMap((f, i) => [i > 0 ? ', ' : '', make('a', { href: `/api/probes/${encodeURIComponent(name)}/export?format=${f}`, download: '' }, f.toUpperCase())])));
refresh(draw, 5000);
