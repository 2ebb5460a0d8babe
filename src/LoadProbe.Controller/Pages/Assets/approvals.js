// Runs that somebody wants: what they would do, who approved of them, and the two answers to that.
const instant = at => at ? new Date(at).toLocaleString('en-GB') : '–';
const words = state => state.replaceAll('_', ' ');
const tell = text => { document.getElementById('answer').textContent = text; };
const answer = async (id, verb, body) => {
  const sent = await fetch(`/api/proposals/${id}/${verb}`, { method: 'POST', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  const said = await sent.text();
  tell(sent.ok ? `${id}: ${verb === 'approve' ? 'approved' : 'rejected'}` : JSON.parse(said).detail ?? `the controller answered ${sent.status}`);
  await draw();
};
const approve = id => answer(id, 'approve');
const reject = id => { const reason = prompt('Why, in a line?'); if (reason) answer(id, 'reject', { reason }); };
const fact = (name, ...value) => [make('dt', {}, name), make('dd', {}, value)];
const plan = p => `${whole(p.arrivals)} arrivals in ${time(p.duration_seconds)}, at most ${p.peak_rate}/s; ${p.writes === 0 ? 'reads only' : `${p.writes} steps that write`}`;
const files = p => make('details', {}, make('summary', {}, `${Object.keys(p.files).length} files, hash ${p.hash.slice(0, 12)}`), make('ul', {}, Object.entries(p.files).map(([path, hash]) => make('li', {}, `${path} `, make('code', {}, hash.slice(0, 12))))));
const card = p => make('section', { class: 'card proposal', 'aria-label': `${p.scenario}, ${p.id}` },
  make('h2', {}, `${p.scenario} on ${p.target} (${p.class}) `, make('span', { class: `state ${p.state}` }, words(p.state))),
  make('dl', { class: 'terms' },
    fact('Would do', plan(p)), fact('Window', p.window ?? 'none'), fact('Guards', p.guards.length === 0 ? 'none' : p.guards.join('; ')), fact('Agents', p.agents.join(', ')),
    fact('Proposed', `by ${p.author}, ${instant(p.created)}; good until ${instant(p.expires)}`), fact('Needs', p.needs),
    fact('Approved', p.approved_by.length === 0 ? 'by nobody yet' : p.approved_by.map(a => `by ${a.who}, ${instant(a.at)}`).join('; ')),
    p.missing ? fact('Missing', p.missing) : [], p.ended ? fact('Came to', p.state === 'preflight' ? make('a', { href: `/runs/${p.ended}` }, `run ${p.ended}`) : p.ended) : [],
    fact('Bound to', files(p))),
  p.state === 'pending_approval' ? make('p', {}, make('button', { onclick: () => approve(p.id), 'aria-label': `Approve ${p.id}` }, 'Approve'), ' ', make('button', { onclick: () => reject(p.id), 'aria-label': `Reject ${p.id}` }, 'Reject')) : null);
let drawn = '';
const draw = () => refresh(async () => {
  const proposals = await get('/api/proposals'), now = JSON.stringify(proposals);
  // Whoever reads, or has opened something, is not disturbed.
  if (now === drawn) return;
  drawn = now;
  show('proposals', proposals.length === 0 ? make('p', { class: 'empty card' }, 'No run was proposed yet: "loadprobe ctl propose SCENARIO".') : proposals.map(card));
});
refresh(draw, 3000);
