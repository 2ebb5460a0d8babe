// Who did what, newest first.
let newest = -1;
refresh(async () => {
  const entries = await get('/api/audit?count=200');
  if ((entries[0]?.number ?? 0) === newest) return;
  newest = entries[0]?.number ?? 0;
  show('audit', entries.length === 0 ? make('p', { class: 'empty' }, 'Nothing was done yet.') : table('Newest first; loadprobe audit verify says whether it is as it was written', ['#Entry', 'When', 'Who', 'Did', 'What', 'Detail'],
    entries.map(e => row(number(e.number), new Date(e.at).toLocaleString('en-GB'), make('td', { class: 'first' }, e.who), e.action, make('td', { class: 'why' }, e.about), make('td', { class: 'why' }, e.detail))), 'stack'));
}, 3000);
