// What works now: a line for each probe on each agent.
const spark = recent => {
  const most = Math.max(...recent.map(r => r.duration_seconds), 0.001);
  return make('svg', { class: 'spark', viewBox: '0 0 150 26', role: 'img', 'aria-label': `last ${recent.length} runs, ${recent.filter(r => r.verdict === 'pass').length} passed` },
    recent.map((r, i) => {
      const height = Math.max(3, 24 * r.duration_seconds / most);
      return make('rect', { x: i * 5, y: 26 - height, width: 4, height, fill: `var(--${r.verdict})` });
    }));
};
refresh(async () => {
  const [board, runs, incidents, benchmarks] = await Promise.all([get('/api/probes'), get('/api/runs'), get('/api/incidents'), get('/api/benchmarks')]);
  const bad = board.filter(b => b.verdict && b.verdict !== 'pass').length;
  document.getElementById('summary').textContent = board.length === 0 ? 'No probe is set up.' : `${board.length} probes, ${bad === 0 ? 'all is well' : `${bad} in trouble`}`;
  const lines = board.sort((a, b) => (a.verdict === 'pass') - (b.verdict === 'pass') || a.probe.localeCompare(b.probe)).map(b => row(
    make('td', { class: 'first' }, make('a', { href: `/probes/${encodeURIComponent(b.probe)}` }, b.probe)), b.target, b.agent ?? '–',
    b.verdict ? verdict(b.verdict) : 'waiting for its first run',
    make('td', { class: 'why' }, b.verdict && b.verdict !== 'pass' ? `${b.outcome}: ${b.detail ?? ''}` : ''),
    number(time(b.duration_seconds)), b.started ? ago(b.started) : '–', b.recent ? spark(b.recent) : ''));
  show('probes', table('Newest result of each probe on each agent', ['Probe', 'Target', 'Agent', 'Verdict', 'Why', '#Took', 'When', 'Last runs'], lines, 'stack'));
  const open = incidents.filter(i => !i.closed).map(i => row(
    make('td', { class: 'first' }, make('a', { href: `/incidents/${i.id}` }, i.probe)), i.target, ago(i.opened),
    make('td', { class: 'why' }, `${i.cause}: ${i.detail ?? ''}`), i.agents.join(', ')));
  show('incidents', open.length > 0 ? make('div', { class: 'card' }, table('Open incidents', ['Probe', 'Target', 'Since', 'What', 'Seen from'], open, 'stack')) : []);
  show('benchmarks', benchmarks.length > 0 ? make('p', { class: 'sub' }, 'Compared: ', benchmarks.flatMap((b, i) => [i > 0 ? ', ' : '', make('a', { href: `/benchmarks/${encodeURIComponent(b.name)}` }, b.name), ` (${b.probes.map(p => p.target).join(', ')})`])) : []);
  const live = runs.find(r => !r.verdict);
  show('live', live ? make('p', { class: 'card' }, 'A run is under way: ', make('a', { href: `/runs/${live.id}` }, live.scenario)) : []);
}, 2000);
