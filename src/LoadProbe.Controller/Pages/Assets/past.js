// A probe's past: how it stood, what came of its runs, how long they took; in equal steps, and where nothing was seen there is a gap.
const spans = [['1h', 'Last hour'], ['24h', 'Last day'], ['7d', 'Last 7 days']];
const conditions = [['down', 'fail'], ['degraded', 'invalid'], ['maintenance', 'accent'], ['up', 'pass'], ['unknown', 'line']];
const comings = [['all failed', 'fail'], ['some failed', 'invalid'], ['none could be measured', 'other'], ['all passed', 'pass'], ['no run', 'line']];
// What is nearly all is not all.
const share = x => x === undefined || x === null ? '–' : x === 1 || x === 0 ? `${100 * x} %` : `${Math.min(99.99, 100 * x).toFixed(2)} %`;
const day = instant => new Date(instant).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
let span = spans.find(s => s[0] === new URLSearchParams(location.search).get('span'))?.[0] ?? '1h';

// The worst that was seen in a step is what it is.
const stood = s => !s ? 'unknown' : s.down_seconds > 0 ? 'down' : s.degraded_seconds > 0 ? 'degraded' : s.known_seconds > 0 ? 'up' : s.maintenance_seconds > 0 ? 'maintenance' : 'unknown';
const came = s => !s?.count ? 'no run' : s.failed > 0 ? (s.passed > 0 ? 'some failed' : 'all failed') : s.passed > 0 ? 'all passed' : 'none could be measured';

const strip = (title, kinds, kind, all, figure) => {
  const seen = all.map(kind), used = kinds.filter(([word]) => seen.includes(word));
  const told = used.map(([word]) => `${word} in ${seen.filter(s => s === word).length}`).join(', ');
  const bars = [];
  seen.forEach((word, i) => {
    if (i > 0 && word === seen[i - 1]) return;
    const until = seen.findIndex((s, j) => j > i && s !== word), end = until < 0 ? seen.length : until;
    bars.push(make('rect', { x: i, y: 0, width: end - i, height: 1, fill: `var(--${kinds.find(k => k[0] === word)[1]})` }, make('title', {}, word)));
  });
  return make('div', { class: 'strip' }, make('p', {}, make('b', {}, title), ' ', figure),
    make('svg', { viewBox: `0 0 ${seen.length} 1`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title}: of ${seen.length} steps ${told}` }, bars),
    make('ul', { class: 'legend' }, used.map(([word, color]) => make('li', {}, make('i', { class: 'area', style: `border-top-color:var(--${color})` }), word))));
};

// Every step from the first to the last, those in which nothing was seen as well.
const everyStep = past => {
  const [from, each] = [+new Date(past.from), 1000 * past.step_seconds], known = new Map(past.steps.map(s => [+new Date(s.start), s]));
  return Array.from({ length: Math.round((new Date(past.to) - from) / each) }, (_, i) => known.get(from + i * each));
};

// A probe that runs every few steps leaves steps empty, and that is no gap: one is where several runs are missing.
const gapsOf = all => {
  const full = all.flatMap((s, i) => s?.count ? [i] : []), apart = full.slice(1).map((p, i) => p - full[i]).sort((a, b) => a - b), most = 4 * (apart[apart.length >> 1] ?? 1);
  let last = -Infinity, next = 0;
  return all.map((s, i) => {
    if (s?.count) last = i;
    while (full[next] < i) next++;
    return !s?.count && (last < 0 || (full[next] ?? all.length) - last > most);
  });
};

// What came of the runs of each step; of an empty one what came before it.
const filled = all => {
  const gaps = gapsOf(all);
  let last;
  return all.map((s, i) => last = s?.count ? s : gaps[i] ? undefined : last);
};
// A line through the steps with runs, broken where there is a gap.
const lineOf = (past, all, percentile) => {
  const gaps = gapsOf(all), shown = all.flatMap((s, i) => s?.count || gaps[i] ? [i] : []);
  return { xs: shown.map(i => (i + 0.5) * past.step_seconds), ys: shown.map(i => all[i]?.duration?.[percentile] ?? null) };
};

const pastOf = (past, all) => {
  const runs = filled(all), t = past.total;
  return [make('div', { class: 'card' },
    strip('By quorum', conditions, stood, all, t.availability.time === undefined ? 'not known in this time' : `available for ${share(t.availability.time)} of the time that is known`),
    strip('By run', comings, came, runs, t.availability.run === undefined ? 'no run was judged in this time' : `${share(t.availability.run)} of ${whole(t.passed + t.failed)} judged ${t.passed + t.failed === 1 ? 'run' : 'runs'} passed${t.invalid ? `, ${whole(t.invalid)} could not be measured` : ''}`),
    make('p', { class: 'sub' }, `${day(past.from)} to ${day(past.to)}, a step is ${time(past.step_seconds)}`))];
};

const latency = (past, all) => [['p50', 'var(--pass)'], ['p95', 'var(--accent)'], ['p99', 'var(--fail)']].map(([name, color]) => ({ name, color, ...lineOf(past, all, name) }));

const wrong = outcomes => Object.entries(outcomes).filter(([word]) => word !== 'ok').sort((a, b) => b[1] - a[1]).map(([word, n]) => `${word} ${whole(n)}`).join(', ');
const agentsOf = past => past.agents.length === 0 ? [] : [make('h2', {}, 'Agents'), make('div', { class: 'card' }, table('Each agent over this time', ['Agent', '#Runs', '#By run', '#p50', '#p95', '#p99', '#Longest', 'What went wrong'], past.agents.map(a => row(
  make('td', { class: 'first' }, a.agent), number(whole(a.count)), number(share(a.availability.run)), ['p50', 'p95', 'p99', 'max'].map(k => number(time(a.duration?.[k]))), make('td', { class: 'why' }, wrong(a.outcomes)))), 'stack'))];

const incidentsOf = incidents => incidents.length === 0 ? [] : [make('h2', {}, 'Incidents'), make('div', { class: 'card' }, table('Open ones first, then the newest', ['Since', '#Lasted', 'What', 'Seen from'], incidents.map(i => row(
  make('td', { class: 'first' }, make('a', { href: `/incidents/${i.id}` }, day(i.opened))),
  i.closed ? number(time((new Date(i.closed) - new Date(i.opened)) / 1000)) : make('td', { class: 'n' }, make('span', { class: 'verdict fail' }, 'open')),
  make('td', { class: 'why' }, `${i.step ? `${i.step}: ` : ''}${i.cause}`), i.agents.join(', '))), 'stack'))];

const spanBar = chosen => make('div', { class: 'spans', role: 'group', 'aria-label': 'How much of its past' }, spans.map(([value, words]) => make('button', {
  type: 'button', class: 'small', 'aria-pressed': value === span,
  onclick: e => {
    span = value;
    for (const b of e.currentTarget.parentElement.children) b.setAttribute('aria-pressed', b === e.currentTarget);
    axis.zoom();
    chosen();
  },
}, words)));
