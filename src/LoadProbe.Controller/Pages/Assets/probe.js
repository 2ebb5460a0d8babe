// A probe's history, and one run of it in full.
const name = decodeURIComponent(location.pathname.split('/').pop());
const phases = ['dns', 'connect', 'tls', 'send', 'wait', 'receive', 'other'];
const color = p => `var(--${p})`;
const took = chart({ title: 'How long it took', format: time, heading: 'h2' });
document.getElementById('history').append(axisBar(), took.element);
let chosen = new URLSearchParams(location.search).get('result');

const bar = (start, duration, total, parts) => make('div', { class: 'bar' },
  make('i', { style: `width:${100 * start / total}%;background:none` }),
  phases.map(p => parts[p] > 0 ? make('i', { style: `width:${100 * parts[p] / total}%;background:${color(p)}` }, make('title', {}, p)) : null));

// While nobody dialled there is no line: a gap is where several runs are missing.
const withGaps = points => {
  const apart = points.slice(1).map((p, i) => p[0] - points[i][0]), usual = [...apart].sort((a, b) => a - b)[apart.length >> 1];
  return points.flatMap((p, i) => apart[i - 1] > 4 * usual ? [[(p[0] + points[i - 1][0]) / 2, null], p] : [p]);
};

const steps = result => {
  const begin = new Date(result.started);
  return table('Steps on one time line', ['Step', 'Outcome', '#Took', `0 to ${time(result.duration_seconds)}`, 'Phases'], result.steps.map(s => row(
    make('td', { class: 'first' }, s.name), make('td', {}, s.outcome, s.status ? ` ${s.status}` : ''), number(s.outcome === 'skipped' ? '' : time(s.duration_seconds)),
    make('td', { class: 'line' }, s.outcome === 'skipped' ? '' : bar((new Date(s.started) - begin) / 1000, s.duration_seconds, Math.max(result.duration_seconds, 1e-6), s.phases)),
    make('td', { class: 'why' }, phases.filter(p => s.phases[p] !== undefined && p !== 'other').map(p => `${p} ${time(s.phases[p])}`).join(', '), s.packets ? ` · ${s.packets.tier === 'packets' ? 'packets' : 'TCP_INFO'}: network ${time(s.packets.network_rtt_seconds)}, server ${time(s.packets.server_response_seconds)}` : ''))), 'stack');
};

const page = s => {
  const total = Math.max(...s.elements.map(e => e.start_seconds + e.duration_seconds), 0.001);
  const v = s.vitals;
  return make('section', {}, make('h2', {}, `Page in "${s.name}"`),
    make('p', { class: 'sub' }, `${s.url} · ` + Object.entries(v).map(([k, x]) => `${k} ${k === 'cls' ? x.toFixed(3) : time(x)}`).join(', ')),
    s.elements.length ? table(s.elements.length === 1 ? '1 element' : `${s.elements.length} elements`, ['Address', 'Type', '#Status', '#Took', `0 to ${time(total)}`], s.elements.map(e => row(
      make('td', { class: 'why first' }, e.url), e.type, number(e.failure ?? e.status ?? ''), number(time(e.duration_seconds)),
      make('td', { class: 'line' }, bar(e.start_seconds, e.duration_seconds, total, e.phases)))), 'stack') : '',
    s.console_errors.map(e => make('p', { class: 'why' }, `console: ${e}`)));
};

const detail = result => show('detail',
  make('h2', {}, `Run of ${clock(result.started)} on ${result.agent} `, verdict(result.verdict)),
  result.detail ? make('p', {}, `${result.outcome}: ${result.detail}`) : '',
  make('div', { class: 'card' }, steps(result), make('ul', { class: 'legend' }, phases.map(p => make('li', {}, make('i', { class: 'area', style: `border-top-color:${color(p)}` }), p)))),
  result.steps.flatMap(s => s.artifacts.map(a => make('figure', { style: 'margin:16px 0' }, make('img', { class: 'shot', src: `/artifacts/${encodeURIComponent(a.split('/').pop())}`, alt: `The page at step "${s.name}": ${s.detail ?? s.outcome}` }), make('figcaption', { class: 'why' }, s.detail ? `${s.name}: ${s.detail}` : s.name)))),
  result.steps.filter(s => s.elements?.length || s.console_errors?.length).map(page));

refresh(async () => {
  const results = await get(`/api/probes/${encodeURIComponent(name)}/results?count=100`);
  document.getElementById('title').textContent = name;
  if (results.length === 0) return show('detail', make('p', { class: 'empty' }, 'No run yet.'));
  const passed = results.filter(r => r.verdict === 'pass').length, judged = results.filter(r => r.verdict !== 'invalid').length;
  document.getElementById('summary').textContent = `${results[0].target}: ${passed} of the last ${judged} judged runs passed`;
  const first = new Date(results.at(-1).started);
  const at = r => (new Date(r.started) - first) / 1000;
  const old = [...results].reverse();
  [axis.begun, axis.last] = [first, Math.max(1, at(old.at(-1)))];
  const told = withGaps(old.map(r => [at(r), r.duration_seconds]));
  took.show([{ name: 'duration', color: 'var(--accent)', xs: told.map(p => p[0]), ys: told.map(p => p[1]) }], old.filter(r => r.verdict === 'fail').map(r => ({ x: at(r), color: 'var(--fail)', label: 'failed' })));
  show('runs',
    make('h2', {}, 'Runs'),
    make('div', { class: 'card' }, table('Newest first', ['Started', 'Verdict', 'Agent', 'Outcome', '#Took'], results.slice(0, 20).map(r => row(
      make('td', {}, make('a', { href: `?result=${r.id}`, onclick: e => { e.preventDefault(); chosen = r.id; history.replaceState(null, '', `?result=${r.id}`); detail(r); document.getElementById('detail').scrollIntoView(); } }, clock(r.started))),
      verdict(r.verdict), r.agent, make('td', { class: 'why' }, `${r.outcome}${r.detail ? `: ${r.detail}` : ''}${r.attempts > 1 ? ` (attempt ${r.attempts})` : ''}`), number(time(r.duration_seconds)))), 'stack')));
  detail(results.find(r => r.id === chosen) ?? results[0]);
}, 5000);
