// A run's points, as columns that grow while it goes, and the charts that are drawn from them.
const curves = () => {
  let rows = [], columns = {}, steps = {};
  return {
    revision: 0,
    // Takes the points that are new: those from one on replace what was there.
    take(news) {
      rows = [...rows.slice(0, news.from), ...news.rows];
      columns = Object.fromEntries(news.columns.map((c, i) => [c, i]));
      steps = Object.fromEntries(news.step_columns.map((c, i) => [c, i]));
      this.revision = news.revision;
    },
    get count() { return rows.length; },
    get xs() { return rows.map(r => r[0]); },
    // What is counted over a second belongs to its middle, what the plan wants to an instant.
    get middles() { return rows.map(r => r[0] - r[1] / 2); },
    column(name) { return rows.map(r => r[columns[name]]); },
    // Of what is counted, so many a second.
    sum(...names) { return rows.map(r => names.reduce((sum, n) => sum + r[columns[n]], 0) / r[1]); },
    errors() {
      const words = [...new Set(rows.flatMap(r => Object.keys(r[columns.errors])))];
      return words.map(w => [w, rows.map(r => (r[columns.errors][w] ?? 0) / r[1])]);
    },
    step(index, name) { return rows.map(r => r[columns.steps][index]?.[steps[name]] ?? null); },
  };
};

const phases = ['dns', 'connect', 'tls', 'send', 'wait', 'receive'];
const percent = v => `${v === 0 || v >= 0.1 ? Math.round(v * 100) : (v * 100).toFixed(1)} %`;
const perSecond = v => `${v > 0 && v < 10 ? +v.toFixed(1) : whole(Math.round(v))}/s`;
const amount = v => whole(Math.round(v));
const bytes = v => v >= 1e9 ? `${+(v / 1e9).toFixed(1)} GB` : v >= 1e6 ? `${+(v / 1e6).toFixed(v < 1e7 ? 1 : 0)} MB` : `${Math.round(v / 1e3)} kB`;
const badColors = ['var(--fail)', 'var(--connect)', 'var(--tls)', 'var(--dns)', 'var(--send)', 'var(--other)'];
const lineColors = ['var(--accent)', 'var(--dns)', 'var(--send)', 'var(--connect)', 'var(--tls)', 'var(--pass)'];

// The charts of a run as a whole; each is given the curves and the run, and says its lines.
const runCharts = () => {
  const percentiles = kind => c => [['p50', 'var(--pass)'], ['p90', 'var(--send)'], ['p95', 'var(--accent)'], ['p99', 'var(--fail)'], ['max', 'var(--other)', '2 3']]
    .map(([name, color, dash]) => ({ name, color, dash, thin: !!dash, xs: c.xs, ys: c.column(`${kind}_${name}`) }));
  const of = (name, color, ys, more = {}) => c => ({ name, color, xs: c.xs, ys: ys(c), ...more });
  const counted = (name, color, ...columns) => c => ({ name, color, xs: c.middles, ys: c.sum(...columns) });
  const all = (...lines) => c => lines.map(l => l(c));
  return [
    [chart({ title: 'Arrivals a second', format: perSecond }), all(
      of('target', 'var(--other)', c => c.column('target'), { dash: '5 4' }), counted('sent', 'var(--accent)', 'sent'),
      counted('completed', 'var(--pass)', 'completed'), counted('dropped', 'var(--fail)', 'cap', 'saturated', 'guard', 'lease', 'ceiling', 'held'))],
    [chart({ title: 'Errors a second, by outcome', format: perSecond, stacked: true }), c => {
      const found = c.errors();
      return found.length ? found.map(([name, ys], i) => ({ name, color: badColors[i % badColors.length], xs: c.xs, ys })) : [{ name: 'none', color: 'var(--other)', xs: c.xs, ys: c.xs.map(() => 0) }];
    }],
    [chart({ title: 'Response time (due → done)', format: time, logarithm: true }), percentiles('response')],
    [chart({ title: 'Service time (sent → done)', format: time, logarithm: true }), percentiles('service')],
    [chart({ title: 'In flight', format: amount }), all(of('journeys under way', 'var(--accent)', c => c.column('in_flight')))],
    [chart({ title: 'Oldest in flight', format: time }), all(of('age of the oldest journey', 'var(--dns)', c => c.column('oldest')))],
    [chart({ title: 'Our lateness (due → sent)', format: time, logarithm: true }), all(
      of('p50', 'var(--pass)', c => c.column('lateness_p50')), of('p99', 'var(--fail)', c => c.column('lateness_p99')), of('thread pool', 'var(--other)', c => c.column('pool_delay'), { dash: '2 3', off: true }))],
    [chart({ title: 'Generator: processor', format: percent }), all(
      of('of the machine', 'var(--accent)', c => c.column('cpu')), of('of what it may use', 'var(--send)', c => c.column('use_of_allowed'), { dash: '5 4' }),
      of('waited for one', 'var(--connect)', c => c.column('cpu_wait')), of('held up by GC', 'var(--fail)', c => c.column('gc_pause')), of('by its quota', 'var(--dns)', c => c.column('throttled')))],
    [chart({ title: 'Bytes a second', format: v => `${bytes(v)}/s` }), all(counted('received', 'var(--accent)', 'bytes_received'), counted('sent', 'var(--send)', 'bytes_sent'))],
    [chart({ title: 'Generator: memory', format: bytes }), all(of('resident', 'var(--accent)', c => c.column('memory')))],
  ];
};

// Two charts for each step: how long it took, and which part of it.
const stepCharts = (name, index) => [
  [chart({ title: `${name}: response time`, format: time, logarithm: true }), c => [['p50', 'var(--pass)'], ['p95', 'var(--accent)'], ['p99', 'var(--fail)']]
    .map(([p, color]) => ({ name: p, color, xs: c.xs, ys: c.step(index, p) }))],
  [chart({ title: `${name}: where the time went`, format: time, stacked: true }), c => phases.map(p => ({ name: p, color: `var(--${p})`, xs: c.xs, ys: c.step(index, p) })).filter(l => l.ys.some(y => y !== null))],
];

// How long the customers' own dial tests took meanwhile; a failed one is marked.
const dialChart = () => chart({ title: 'Dial tests: how long each took', format: time });
const dialLines = (run, begin) => [...new Set(run.probes.map(p => p.probe))].map((name, i) => {
  const own = run.probes.filter(p => p.probe === name);
  return { name, color: lineColors[i % lineColors.length], xs: own.map(p => Math.max(0, (new Date(p.started) - begin) / 1000)), ys: own.map(p => p.duration_seconds) };
});
