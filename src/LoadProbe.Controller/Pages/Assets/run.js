// One run, while it goes and afterwards; also inside the report, where the run stands in the page.
const embedded = document.getElementById('run-json');
const id = location.pathname.split('/').pop();
const known = curves(), charts = runCharts(), dials = dialChart(), perStep = [];
const place = name => document.getElementById(name);
place('bar').append(axisBar());
place('charts').append(...charts.map(([c]) => c.element));
place('dials').append(dials.element);

const percentiles = h => [h.count, ...['mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'].map(k => h.count ? time(h[k]) : '–')];
const histogram = (name, h) => row(name, percentiles(h).map(t => number(typeof t === 'number' ? whole(t) : t)));
const tile = (value, name, more = '', kind = '') => make('div', { class: `card tile ${kind}` }, make('b', {}, value), make('span', {}, name), more ? make('small', {}, more) : '');
const share = (part, all) => part > 0 && all > 0 ? `${+(100 * part / all).toFixed(part < 0.1 * all ? 2 : 1)} %` : '';

const head = run => {
  document.title = `${run.scenario}: ${run.verdict ?? run.state}`;
  place('title').replaceChildren(`${run.scenario} `, verdict(run.verdict));
  place('summary').textContent = `Run ${run.id} on ${run.target}, ${run.state}, started ${new Date(run.started).toLocaleString('en-GB')}${run.ended ? `, ended ${clock(run.ended)}` : ''}`;
  const left = run.stopped?.breach_to_last_send_seconds, began = run.start?.agents ?? [];
  show('reasons', run.reasons.length ? make('ul', { class: `reasons ${run.verdict}` }, run.reasons.map(r => make('li', {}, r))) : '',
    run.approval ? make('p', { class: 'sub' }, `Proposed by ${run.approval.author}, approved by ${run.approval.approved_by.map(a => `${a.who} at ${new Date(a.at).toLocaleString('en-GB')}`).join(' and ')}; bound to ${run.approval.hash.slice(0, 12)}`) : '',
    run.stopped ? make('p', { class: 'sub' }, `Stopped by ${run.stopped.by}${left !== undefined ? `; the last request was sent ${time(left)} after the decision` : ''}`) : '',
    began.length > 1 ? make('p', { class: 'sub' }, `${began.length} agents began within ${time(run.start.skew_seconds)} of each other, known to ${time(run.start.uncertainty_seconds)}`) : '');
};

const totals = run => {
  const t = run.totals, drops = Object.entries(t.dropped_by ?? {}).filter(([, n]) => n > 0).map(([k, n]) => `${k} ${whole(n)}`).join(', ');
  const r = run.latency.response;
  show('tiles', [
    tile(whole(t.due), 'due', run.plan.arrivals > 0 ? `of ${whole(run.plan.arrivals)} planned` : ''), tile(whole(t.sent), 'sent'), tile(whole(t.dropped), 'dropped', drops, t.dropped ? 'bad' : ''),
    tile(whole(t.completed), 'completed', t.abandoned ? `${whole(t.abandoned)} cut off by us` : ''), tile(whole(t.failed), 'failed', share(t.failed, t.completed), t.failed ? 'bad' : ''),
    tile(r.count ? time(r.p50) : '–', 'response p50'), tile(r.count ? time(r.p99) : '–', 'response p99'), tile(bytes(t.bytes_received), 'received')]);
};

const plan = run => {
  const p = run.plan, profile = p.profile ?? [], users = p.peak_users > 0 && p.peak_rate === 0;
  const most = users ? p.peak_users : p.peak_rate, value = x => users ? x.users : x.rate, end = p.duration_seconds;
  const line = profile.flatMap((x, i) => [[x.at_seconds, value(x)], [profile[i + 1]?.at_seconds ?? end, value(profile[i + 1] ?? x)]]);
  const shape = most > 0 && line.length ? `M0 40L${line.map(([x, y]) => `${(400 * x / end).toFixed(1)} ${(40 - 38 * y / most).toFixed(1)}`).join('L')}L400 40Z` : '';
  const reached = Math.min(1, axis.last / end);
  const search = end === 0 ? 'a search for the limit, whose rates are decided as it goes' : '';
  show('plan', make('h2', {}, 'What was planned'), make('div', { class: 'card plan' },
    make('p', {}, [search, p.arrivals > 0 ? `${whole(p.arrivals)} arrivals in ${time(end)}, at most ${perSecond(p.peak_rate)}` : '', p.peak_users > 0 ? `up to ${whole(p.peak_users)} users${p.arrivals > 0 ? '' : ` for ${time(end)}`}` : '', p.max_in_flight ? `at most ${whole(p.max_in_flight)} journeys in flight` : ''].filter(s => s).join('; ')),
    search ? null : make('svg', { viewBox: '0 0 400 42', role: 'img', preserveAspectRatio: 'none', 'aria-label': `The plan over ${time(end)}, at most ${users ? `${p.peak_users} users` : perSecond(most)}; ${Math.round(reached * 100)} % of its time was reached` },
      make('path', { d: shape, fill: 'var(--line)' }), make('svg', { x: 0, y: 0, width: 400 * reached, height: 42 }, make('path', { d: shape, fill: 'var(--accent)', 'fill-opacity': 0.55 })))));
};

// What a search for the limit found, step by step.
const limit = run => show('limit', !run.capacity ? '' : [make('h2', {}, 'The limit'), make('p', { class: 'finding' }, run.capacity.summary),
  table('Rates that were held, in the order of time', ['Rate', '', '#From', '#Held for', '#Done well', '#Errors', '#p50', '#p99', '#In flight', 'Why'], run.capacity.steps.map(s => row(
    perSecond(s.rate), make('td', {}, verdict(s.verdict)), number(axis.label(s.at_seconds)), number(time(s.held_seconds)), number(perSecond(s.goodput)), number(percent(s.errors)), number(time(s.response_p50_seconds)), number(time(s.response_p99_seconds)), number(s.in_flight.toFixed(1)), make('td', { class: 'why' }, s.reason ?? ''))))]);

const tables = run => {
  show('guards', run.guards.length === 0 ? make('p', { class: 'empty' }, 'None was asked for.') : table('What had to hold, and what was seen', ['', 'Rule', 'Seen'], run.guards.map(g => row(make('td', {}, g.holds || !g.warns ? verdict(g.holds ? 'pass' : 'fail') : make('span', { class: 'verdict invalid' }, 'warns')), make('td', { class: 'first' }, `${g.kind}: ${g.text}`), make('td', { class: 'why' }, g.value ?? '–'))), 'stack'));
  show('latency', table('Percentiles of all arrivals, never averaged', ['Time', '#count', '#mean', '#p50', '#p75', '#p90', '#p95', '#p99', '#p99.9', '#max'], [
    histogram('response (due → done)', run.latency.response), histogram('service (sent → done)', run.latency.service), histogram('lateness (due → sent)', run.latency.lateness),
    ...((run.journeys ?? []).length > 1 ? run.journeys.flatMap(j => [histogram(`response of ${j.name}`, j.response), histogram(`service of ${j.name}`, j.service)]) : [])]));
  show('steps',
    table('Service time of each step', ['Step', '#count', '#mean', '#p50', '#p75', '#p90', '#p95', '#p99', '#p99.9', '#max'], run.steps.map(s => histogram(s.name, s.service))),
    table('What came of them, and where the time of one went in the mean', ['Step', 'Journey', '#completed', '#failed', ...phases.map(p => `#${p}`), 'Outcomes'], run.steps.map(s => row(
      s.name, s.journey, number(whole(s.completed)), number(whole(s.failed)), phases.map(p => number(s.phases?.[p]?.count ? time(s.phases[p].mean * s.phases[p].count / s.completed) : '–')),
      make('td', { class: 'why' }, Object.entries(s.outcomes).map(([k, v]) => `${k} ${whole(v)}${s.examples?.[k] ? ` (${s.examples[k]})` : ''}`).join(', '))))));
  show('witness', run.probes.length === 0 ? make('p', { class: 'empty' }, 'None was watched.') : table("The customers' own dial tests meanwhile", ['At', 'Probe', 'Verdict', '#Took', 'Why'], run.probes.map(p => row(clock(p.started), p.probe, make('td', {}, verdict(p.verdict)), number(time(p.duration_seconds)), make('td', { class: 'why' }, p.outcome === 'ok' ? '' : `${p.outcome}${p.detail ? `: ${p.detail}` : ''}`))), 'long stack'));
};

// The states that it went through, what was changed meanwhile, customers before and after, and what is left to be talked about.
const course = run => {
  const moves = run.timeline ?? [], lasted = (m, i) => moves[i + 1] ? time((new Date(moves[i + 1].at) - new Date(m.at)) / 1000) : '';
  const changes = run.changes ?? [], r = run.recovery, c = run.cleanup;
  show('course',
    table('States, in order', ['At', 'State', '#Lasted', 'By', 'Why'], moves.map((m, i) => row(clock(m.at), make('td', { class: 'first' }, m.state.replaceAll('_', ' ')), number(lasted(m, i)), m.by, make('td', { class: 'why' }, m.why ?? ''))), 'stack'),
    changes.length ? table('Changed while it ran', ['At', 'By', 'What'], changes.map(x => row(axis.label(x.at), x.by, make('td', { class: 'why' }, x.what))), 'stack') : '');
  const dials = d => [d.count, d.failed, ...['p50', 'p95', 'max'].map(k => d[k] === undefined ? '–' : time(d[k]))].map(x => number(typeof x === 'number' ? whole(x) : x));
  show('after', !r && !c ? '' : [make('h2', {}, 'What it left behind'),
    c ? make('p', {}, verdict(c.failed ? 'fail' : 'pass'), ` ${whole(c.done)} of ${whole(c.due)} writing journeys were cleaned up after in ${time(c.duration_seconds)}${c.failed ? `, ${whole(c.failed)} were not` : ''}`) : '',
    r?.recovered !== undefined ? make('p', {}, verdict(r.recovered ? 'pass' : 'fail'), r.recovered ? ` Customers had it again as before${r.after_seconds !== undefined ? ` ${time(r.after_seconds)} after the last request` : ''}` : ` Not recovered: ${r.lacks}`) : '',
    r ? table("Customers' dials before, while and after", ['Probe', 'When', '#dials', '#failed', '#p50', '#p95', '#longest'], r.probes.flatMap(p => ['before', 'during', 'after'].map(when => row(p.probe, when, dials(p[when]))))) : '']);
  show('open', !run.open ? '' : [make('h2', {}, 'For the review'),
    run.safe_rate !== undefined ? make('p', {}, `The highest rate that was held for ten seconds with nothing dropped and nothing failed: ${perSecond(run.safe_rate)}.`) : '',
    run.open.length ? make('ul', { class: 'reasons' }, run.open.map(q => make('li', {}, q))) : make('p', { class: 'empty' }, 'Nothing is open.')]);
};

const generator = run => {
  const g = run.generator, own = [
    ['CPU of the machine', percent(g.cpu_fraction)], ['of the processors it may use', percent(g.use_of_allowed ?? 0)], ['waited for a processor', percent(g.cpu_wait_fraction ?? 0)], ['held up by garbage collection', percent(g.gc_pause_fraction)],
    ['held up by its quota', percent(g.throttled_fraction ?? 0)], ['wait for a thread', time(g.pool_delay_seconds)], ['lateness p99', time(g.lateness_p99_seconds)], ['memory', bytes(g.memory_bytes ?? 0)],
    ['open files', `${whole(g.open_files)}${g.file_limit ? ` of ${whole(g.file_limit)}` : ''}`], ['seconds without the processor it needed', whole(g.starved_seconds)]];
  const share = g.own_share;
  show('generator',
    make('p', {}, verdict(g.valid ? 'pass' : 'invalid'), g.valid ? ' Good enough to judge the target. At its worst second:' : ' Not good enough to judge the target: the run is invalid. At its worst second:'),
    (g.faults ?? []).map(f => make('p', { class: 'why' }, f)),
    make('dl', { class: 'facts' }, own.map(([k, v]) => make('div', {}, make('dt', {}, k), make('dd', {}, v)))),
    share ? make('p', { id: 'ownshare' }, share.joined ? `By the packets of ${whole(share.joined)} of ${whole(share.sampled)} sampled requests (1 connection in ${whole(share.one_in)}) the generator's own share of their time was ${time(share.own.p50)} in the median, ${time(share.own.p99)} at p99, ${time(share.own.max)} at most; they took ${time(share.application.p99)} at p99, ${time(share.wire.p99)} on the wire.` : `The generator's own share of requests' times is not known: no packets of ${whole(share.sampled)} sampled requests.`,
      share.degraded || share.kernel_drops ? ` ${whole(share.degraded)} seen in part are left out; the kernel dropped ${whole(share.kernel_drops)} packets.` : '', share.reason ? ` ${share.reason}${share.detail ? `: ${share.detail}` : ''}.` : '') : '',
    Object.entries(g.calibration ?? {}).map(([agent, c]) => make('p', { class: 'sub' }, `Before the run, ${agent} sent ${time(c.lateness_p50_seconds)} late in the median (p99 ${time(c.lateness_p99_seconds)}) when it was no effort, and could make ${whole(Math.round(c.requests_per_second))} plain requests a second.`)));
};

const network = run => {
  const n = run.network, own = !n ? [] : [
    ['connections begun', whole(n.connections)], ['reset by the other end', whole(n.resets)], ['segments sent', n.segments_sent === undefined ? 'not known' : whole(n.segments_sent)],
    ['of them sent again', n.retransmitted === undefined ? 'not known' : `${whole(n.retransmitted)} (${percent(n.retransmitted_fraction ?? 0)})`],
    ...n.rtt ? [['round trip, the least', time(n.least_rtt_seconds)], ['mean', time(n.rtt.mean)], ['p99', time(n.rtt.p99)]] : []];
  show('network', !n ? '' : [make('h2', {}, 'The network, as the kernel of the generator knows it'), make('dl', { class: 'facts' }, own.map(([k, v]) => make('div', {}, make('dt', {}, k), make('dd', {}, v))))]);
};

const draw = ({ run, curves: news }) => {
  known.take(news);
  const begin = new Date(run.started), xs = known.xs;
  axis.last = Math.max(1, xs.at(-1) ?? 0);
  const marks = run.probes.filter(p => p.verdict === 'fail').map(p => ({ x: Math.max(0, (new Date(p.started) - begin) / 1000), color: 'var(--fail)', label: 'a dial test failed' }));
  if (run.stopped) marks.push({ x: Math.max(0, (new Date(run.stopped.at) - begin) / 1000), color: 'var(--invalid)', label: `stopped by ${run.stopped.by}` });
  head(run);
  totals(run);
  plan(run);
  limit(run);
  tables(run);
  course(run);
  generator(run);
  network(run);
  run.steps.slice(perStep.length).forEach(step => {
    const pair = stepCharts(step.name, perStep.length);
    place('stepcharts').append(make('div', { class: 'grid' }, pair.map(([c]) => c.element)));
    perStep.push(pair);
  });
  for (const [c, lines] of [...charts, ...perStep.flat()]) c.show(lines(known), marks);
  dials.show(dialLines(run, begin), marks.filter(m => m.label.startsWith('a dial')));
  const stop = place('stop');
  if (stop) stop.hidden = !!embedded || !!run.verdict;
  return run.verdict;
};

if (embedded) draw(JSON.parse(embedded.textContent));
else {
  place('stop').addEventListener('click', () => fetch('/api/runs/current/stop', { method: 'POST' }));
  const loop = async () => {
    let ended = false;
    await refresh(async () => { ended = draw(await get(`/api/runs/${id}/curves?after=${known.revision}`)); });
    if (!ended) setTimeout(loop, 1000);
  };
  loop();
}
