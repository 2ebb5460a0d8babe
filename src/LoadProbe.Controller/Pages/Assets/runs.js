// All runs.
refresh(async () => {
  const runs = await get('/api/runs');
  show('runs', runs.length === 0 ? make('p', { class: 'empty' }, 'No run yet: start one with "loadprobe run SCENARIO".') : table('Newest first', ['Run', 'Scenario', 'Started', 'State', 'Verdict'],
    runs.map(r => row(make('td', { class: 'first' }, make('a', { href: `/runs/${r.id}` }, r.id)), r.scenario, new Date(r.started).toLocaleString('en-GB'), r.state, verdict(r.verdict))), 'stack'));
}, 3000);
