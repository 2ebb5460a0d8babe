// All runs, and what is started by a schedule.
const instant = at => at ? new Date(at).toLocaleString('en-GB') : '–';
const outcome = s => s.run ? make('a', { href: `/runs/${s.run}` }, `started ${s.run}`) : s.outcome ? `${s.outcome}: ${s.why}` : '–';
refresh(async () => {
  const [runs, schedules] = await Promise.all([get('/api/runs'), get('/api/schedules')]);
  show('schedules', schedules.length === 0 ? [] : make('div', { class: 'card' }, table('Started by a schedule', ['Scenario', 'When', 'Next due', 'Last due', 'What became of it'],
    schedules.map(s => row(make('td', { class: 'first' }, s.scenario), s.schedule, instant(s.next_due), instant(s.last_due), make('td', { class: 'why' }, outcome(s)))), 'stack')));
  show('runs', runs.length === 0 ? make('p', { class: 'empty' }, 'No run yet: start one with "loadprobe run SCENARIO".') : table('Newest first', ['Run', 'Scenario', 'Started', 'State', 'Verdict'],
    runs.map(r => row(make('td', { class: 'first' }, make('a', { href: `/runs/${r.id}` }, r.id)), r.scenario, instant(r.started), r.state, verdict(r.verdict))), 'stack'));
}, 3000);
