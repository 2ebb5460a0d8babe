// An incident: what was concluded, and what was seen.
const id = decodeURIComponent(location.pathname.split('/').pop());
const instant = at => `${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, ${clock(at)}`;
const terms = pairs => make('dl', { class: 'terms' }, pairs.filter(([, what]) => what !== undefined && what !== null && what !== '').flatMap(([word, what]) => [make('dt', {}, word), make('dd', {}, what)]));
const toProbe = i => `/probes/${encodeURIComponent(i.probe)}`;
const toRun = (i, result) => `${toProbe(i)}?result=${result}`;
const size = bytes => bytes < 10240 ? `${whole(bytes)} bytes` : `${whole(Math.round(bytes / 1024))} KiB`;
// The step that a detail begins with is named beside it.
const bare = e => e.step && e.detail?.startsWith(`${e.step}: `) ? e.detail.slice(e.step.length + 2) : e.detail;

const what = i => make('div', { class: 'card' },
  terms([
    ['State', make('span', { class: `verdict ${i.closed ? 'pass' : 'fail'}` }, i.closed ? 'over' : 'open')], ['Cause', i.cause], ['Step', i.step], ['What was seen', bare(i)], ['Probe', make('a', { href: toProbe(i) }, i.probe)], ['Target', i.target],
    ['From', instant(i.opened)], ['Until', i.closed ? `${instant(i.closed)}, after ${time((new Date(i.closed) - new Date(i.opened)) / 1000)}` : 'now'],
    ['Seen from', i.agents.join(', ')], ['Came back', i.reopened ? `${i.reopened} ${i.reopened === 1 ? 'time' : 'times'} after it had seemed over` : null]]),
  table('Its first failed run and the newest', ['Run', 'Agent', 'When', 'What'], [['first', i.first], ['newest', i.last]].map(([word, e]) => row(
    make('td', { class: 'first' }, make('a', { href: toRun(i, e.result) }, word)), e.agent, instant(e.at), make('td', { class: 'why' }, `${e.outcome}${e.detail ? `: ${e.detail}` : ''}`))), 'stack'));

// What is past or to come is not good now; by the clock of whoever looks.
const validity = c => c.fault ? make('span', { class: 'verdict invalid' }, 'unreadable') : new Date(c.not_after) < new Date() ? make('span', { class: 'verdict fail' }, 'expired') : new Date(c.not_before) > new Date() ? make('span', { class: 'verdict invalid' }, 'not yet valid') : '';
const where = a => `${a.step ? `"${a.step}" on ` : ''}${a.agent}, ${instant(a.at)}`;
// Only what comes into sight is fetched; the first are there at once.
const picture = (a, n) => make('figure', { style: 'margin:0 0 16px' }, make('a', { href: a.href, 'aria-label': `The picture of ${where(a)} by itself` }, make('img', { class: 'shot', src: a.href, loading: n < 2 ? null : 'lazy', alt: `The page at step ${where(a)}` })), make('figcaption', { class: 'why' }, where(a), `, ${size(a.bytes)}`));
const download = a => [make('a', { href: a.href, download: '', 'aria-label': `Download ${a.name}` }, `Download ${a.name.slice(37)}`), ` (${size(a.bytes)})`];
const certificates = a => make('div', { class: 'card', style: 'margin-bottom:16px' }, table(`Certificates that were presented: ${where(a)}`, ['Subject', 'Issuer', 'Names', '#From', '#Until', 'SHA-256'], a.certificates.map(c => row(
  make('td', { class: 'first' }, c.fault ?? c.subject, ' ', validity(c)), make('td', { class: 'why' }, c.issuer), make('td', { class: 'why' }, c.names.join(', ')), number(c.not_before?.slice(0, 10) ?? '–'), number(c.not_after?.slice(0, 10) ?? '–'),
  make('td', { class: 'why' }, c.fingerprint_sha256))), 'stack'),
  make('p', { class: 'sub', style: 'margin:8px 0 0' }, download(a)));
const again = a => make('p', {}, `The same certificates: ${where(a)}. `, download(a));
const other = a => make('p', {}, make('a', { href: a.href }, a.name.slice(37)), ` ${a.kind}, ${where(a)}, ${size(a.bytes)}`);
const chain = a => a.certificates?.map(c => c.fingerprint_sha256).join();
const evidence = i => [make('h2', {}, 'Evidence'), i.attachments.length === 0 ? make('p', { class: 'empty' }, 'No picture and no certificates are kept of this incident.') : [],
  i.attachments.map((a, n) => a.kind === 'picture' ? picture(a, n) : !a.certificates ? other(a) : i.attachments.findIndex(b => chain(b) === chain(a)) < n ? again(a) : certificates(a))];

// A lane for each agent, a mark for each failed run.
const lane = (agent, runs, from, until) => make('div', { class: 'strip' }, make('p', {}, make('b', {}, agent), ` ${runs.length} failed ${runs.length === 1 ? 'run' : 'runs'}`),
  make('svg', { viewBox: '0 0 1000 1', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${agent}: ${runs.length} failed runs` }, make('rect', { x: 0, y: 0, width: 1000, height: 1, fill: 'var(--line)' }),
    runs.map(r => make('rect', { x: Math.min(994, 1000 * (new Date(r.started) - from) / Math.max(1, until - from)), y: 0, width: 6, height: 1, fill: 'var(--fail)' }))));
const timeline = (i, runs) => {
  const from = new Date(i.first.at), until = i.closed ? new Date(i.closed) : new Date(), seen = new Set(i.attachments.map(a => a.result));
  return [make('h2', {}, 'What was seen when'), make('div', { class: 'card' },
    i.agents.map(agent => lane(agent, runs.filter(r => r.agent === agent), from, until)), make('p', { class: 'sub', style: 'margin:8px 0' }, `${instant(from)} to ${i.closed ? instant(until) : 'now'}`),
    runs.length === 0 ? make('p', { class: 'empty' }, 'Its runs are kept no longer.') : table(runs.length === 100 ? 'The newest 100 failed runs, newest first' : 'Failed runs, newest first', ['Started', 'Agent', 'What', '#Took'], runs.map(r => row(
      make('td', { class: 'first' }, make('a', { href: toRun(i, r.id) }, instant(r.started))), r.agent, make('td', { class: 'why' }, `${r.outcome}${r.detail ? `: ${r.detail}` : ''}${seen.has(r.id) ? ' · evidence is kept' : ''}`), number(time(r.duration_seconds)))), 'stack'))];
};

let shown;
const draw = async () => {
  const i = await get(`/api/incidents/${encodeURIComponent(id)}`);
  document.getElementById('title').textContent = `${i.probe} ${i.closed ? 'was' : 'is'} down`;
  document.title = `${i.probe} · LoadProbe`;
  document.getElementById('summary').textContent = `${i.target}: ${i.cause}${i.step ? ` in "${i.step}"` : ''}, since ${ago(i.opened)}${i.closed ? `, over since ${ago(i.closed)}` : ''}`;
  const end = i.closed && new Date(i.closed) > new Date(i.last.at) ? i.closed : i.last.at;
  const runs = await get(`${toProbe(i).replace('/probes', '/api/probes')}/results?verdict=fail&count=100&from=${encodeURIComponent(i.first.at)}&to=${encodeURIComponent(new Date(+new Date(end) + 1000).toISOString())}`);
  show('what', what(i));
  show('runs', timeline(i, runs.filter(r => i.agents.includes(r.agent))));
  // Pictures that are there already are not drawn anew.
  const now = i.attachments.map(a => a.name).join();
  if (now !== shown) show('evidence', evidence(i).flat());
  shown = now;
};
refresh(draw, 5000);
