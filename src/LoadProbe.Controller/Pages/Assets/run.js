// One run, while it goes and afterwards; also inside the report, where the run stands in the page.
const embedded = document.getElementById('run-json');
const id = location.pathname.split('/').pop();
const percentiles = h => [h.count, ...['mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'].map(k => h.count ? time(h[k]) : '–')];
const histogram = (name, h) => row(name, percentiles(h).map(t => number(t)));

const draw = run => {
  const t = run.totals, s = run.series, line = f => s.map(x => [x.at_seconds, f(x)]);
  document.title = `${run.scenario}: ${run.verdict ?? run.state}`;
  document.getElementById('title').replaceChildren(`${run.scenario} `, verdict(run.verdict));
  document.getElementById('summary').textContent = `Run ${run.id} on ${run.target}, ${run.state}, started ${new Date(run.started).toLocaleString('en-GB')}`;
  show('reasons', run.reasons.map(r => make('p', {}, make('strong', {}, r))), run.stopped ? make('p', { class: 'sub' }, `Stopped by ${run.stopped.by}${run.stopped.breach_to_last_send_seconds !== undefined ? `; the last request was sent ${time(run.stopped.breach_to_last_send_seconds)} after the decision` : ''}`) : '');
  show('tiles', [['planned', run.plan.arrivals], ['due', t.due], ['sent', t.sent], ['dropped', t.dropped], ['completed', t.completed], ['failed', t.failed]].map(([k, v]) => make('div', { class: 'card tile' }, make('b', {}, whole(v)), make('span', {}, k))));
  const begin = new Date(run.started);
  const marks = run.probes.filter(p => p.verdict === 'fail').map(p => ({ x: Math.max(0, (new Date(p.started) - begin) / 1000), color: 'var(--fail)', label: "customers' probe failed" }));
  const rate = v => `${whole(Math.round(v))}/s`;
  show('charts',
    chart('Arrivals a second', rate, [
      { name: 'wanted', color: 'var(--other)', dash: '5 4', points: line(x => x.target_rate) },
      { name: 'sent', color: 'var(--accent)', points: line(x => x.sent) },
      { name: 'completed', color: 'var(--pass)', points: line(x => x.completed) }], marks),
    chart('Response time (due → done)', time, [
      { name: 'p50', color: 'var(--pass)', points: line(x => x.response.p50) },
      { name: 'p95', color: 'var(--connect)', points: line(x => x.response.p95) },
      { name: 'p99', color: 'var(--fail)', points: line(x => x.response.p99) }], marks),
    chart('Trouble', v => whole(Math.round(v)), [
      { name: 'failed', color: 'var(--fail)', points: line(x => x.failed) },
      { name: 'dropped', color: 'var(--connect)', points: line(x => x.dropped) }], marks),
    chart('In flight', v => whole(Math.round(v)), [{ name: 'journeys under way', color: 'var(--accent)', points: line(x => x.in_flight) }], marks),
    chart('Our own lateness (due → sent), p99', time, [{ name: 'lateness p99', color: 'var(--other)', points: line(x => x.lateness.p99) }], []));
  show('latency', table('Whole run', ['Time', '#count', '#mean', '#p50', '#p75', '#p90', '#p95', '#p99', '#p99.9', '#max'], [
    histogram('response (due → done)', run.latency.response), histogram('service (sent → done)', run.latency.service), histogram('lateness (due → sent)', run.latency.lateness),
    ...run.steps.map(x => histogram(`step ${x.name}`, x.service))]));
  show('steps', table('Outcomes of each step', ['Step', '#completed', '#failed', 'Outcomes'], run.steps.map(x => row(x.name, number(whole(x.completed)), number(whole(x.failed)), Object.entries(x.outcomes).map(([k, v]) => `${k} ${whole(v)}`).join(', ')))));
  show('guards', run.guards.length === 0 ? make('p', { class: 'empty' }, 'None.') : table('Thresholds and guards', ['Verdict', 'Rule', 'Seen'], run.guards.map(g => row(verdict(g.holds ? 'pass' : 'fail'), make('td', {}, `${g.kind}: ${g.text}`), make('td', { class: 'why' }, g.value ?? '–')))));
  show('witness', run.probes.length === 0 ? make('p', { class: 'empty' }, 'None was watched.') : table("The customers' own dial tests meanwhile", ['At', 'Probe', 'Verdict', '#Took'], run.probes.map(p => row(clock(p.started), p.probe, make('td', {}, verdict(p.verdict), ` ${p.outcome === 'ok' ? '' : p.outcome}`), number(time(p.duration_seconds))))));
  show('generator', make('p', {}, `${run.generator.valid ? 'Good enough to judge the target' : 'Not good enough: the run is invalid'}: CPU at most ${Math.round(run.generator.cpu_fraction * 100)} %, garbage collection at most ${(run.generator.gc_pause_fraction * 100).toFixed(1)} % of a second, lateness p99 ${time(run.generator.lateness_p99_seconds)}.`));
  const stop = document.getElementById('stop');
  if (stop) stop.hidden = !!run.verdict;
  return run.verdict;
};

if (embedded) draw(JSON.parse(embedded.textContent));
else {
  const stop = document.getElementById('stop');
  stop.addEventListener('click', () => fetch('/api/runs/current/stop', { method: 'POST' }));
  const loop = async () => {
    let ended = false;
    await refresh(async () => { ended = draw(await get(`/api/runs/${id}`)); });
    if (!ended) setTimeout(loop, 1000);
  };
  loop();
}
