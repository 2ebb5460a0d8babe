// A benchmark group: its probes were dialled at the same moments from the same agents, and are held against each other step by step.
const name = decodeURIComponent(location.pathname.split('/').pop());
const colors = ['accent', 'fail', 'pass', 'invalid', 'dns', 'tls', 'connect', 'receive'];
const medians = chart({ title: 'Median of each step', format: time, heading: 'h2', logarithm: true });
document.getElementById('history').append(axisBar(), medians.element);

const behind = m => m.behind === undefined ? '–' : m.behind < 1.005 ? 'fastest' : `× ${m.behind.toFixed(2)}`;
const best = (members, value) => Math.min(...members.map(m => value(m) ?? Infinity));

const members = all => {
  const least = best(all.members, m => m.total.duration?.p50);
  return table('Side by side', ['Probe', 'Target', '#Runs', '#By run', '#By quorum', '#p50', '#p95', '#p99', '#Fastest', '#Behind'], all.members.map(m => row(
    make('td', { class: 'first' }, make('a', { href: `/probes/${encodeURIComponent(m.probe)}` }, m.probe)), m.target, number(whole(m.total.count)), number(share(m.total.availability.run)), number(share(m.total.availability.time)),
    make('td', { class: 'n' }, m.total.duration?.p50 === least ? make('b', {}, time(least)) : time(m.total.duration?.p50)), ['p95', 'p99'].map(k => number(time(m.total.duration?.[k]))),
    number(all.compared_steps ? `${whole(m.fastest_steps)} of ${whole(all.compared_steps)}` : '–'), number(behind(m)))), 'stack');
};

// Where from a rival is nearer, and where one's own: the median of each on each agent.
const agents = all => {
  const seen = [...new Set(all.members.flatMap(m => m.agents.map(a => a.agent)))].sort(), of = (m, agent) => m.agents.find(a => a.agent === agent)?.duration?.p50;
  return table('Median on each agent', ['Agent', ...all.members.map(m => `#${m.probe}`)], seen.map(agent => {
    const least = best(all.members, m => of(m, agent));
    return row(make('td', { class: 'first' }, agent), all.members.map(m => make('td', { class: 'n' }, of(m, agent) === least ? make('b', {}, time(least)) : time(of(m, agent)))));
  }), 'stack');
};

const draw = async () => {
  const all = await get(`/api/benchmarks/${encodeURIComponent(name)}?from=${span}`);
  const steps = all.members.map(m => everyStep({ ...all, steps: m.steps })), empty = all.members.every(m => m.total.count === 0);
  document.getElementById('title').textContent = name;
  document.getElementById('history').hidden = empty;
  document.getElementById('summary').textContent = `${all.members.map(m => m.target).join(', ')}: ${whole(all.compared_steps)} ${all.compared_steps === 1 ? 'step' : 'steps'} of ${time(all.step_seconds)} in which runs of all passed and none failed are compared`;
  if (empty) return show('members', make('p', { class: 'empty' }, 'No run in this time.'));
  [axis.begun, axis.last] = [new Date(all.from), steps[0].length * all.step_seconds];
  medians.show(all.members.map((m, i) => ({ name: m.probe, color: `var(--${colors[i % colors.length]})`, dash: i >= colors.length ? '4 3' : null, ...lineOf(all, steps[i], 'p50') })));
  show('members', make('div', { class: 'card' }, members(all), all.members.map((m, i) =>
    strip(m.probe, comings, came, filled(steps[i]), m.total.availability.run === undefined ? 'no run was judged in this time' : `${share(m.total.availability.run)} of its judged runs passed`))));
  show('agents', make('h2', {}, 'Agents'), make('div', { class: 'card' }, agents(all)));
};
document.getElementById('span').append(spanBar(() => refresh(draw)));
refresh(draw, 5000);
