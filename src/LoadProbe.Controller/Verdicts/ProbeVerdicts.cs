using System.Collections.Concurrent;
using System.Threading.Channels;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// What follows from the results of all agents, by the policies of the probes: looked at each second, so that what lasts, grows stale or is
/// maintenance ends by time alone. One turn at a time judges, and results wait for it; whoever reads sees what the last one concluded.
/// </summary>
internal sealed class ProbeVerdicts : IAsyncDisposable
{
    private const int Room = 20_000;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    private readonly IncidentBook _book;
    private readonly Fleet _fleet;
    private readonly VerdictMetrics _metrics;
    private readonly Action<IReadOnlyList<Incident>>? _seen;
    private readonly StandingTally? _tally;
    private readonly TimeProvider _time;
    private readonly Channel<ProbeResult> _results;
    private readonly Dictionary<string, (Probe Probe, ProbeJudge Judge)> _judges = [];
    private readonly ConcurrentDictionary<string, ProbeStanding> _standings = new();
    private readonly Recurring _looking, _keeping;
    private volatile IReadOnlyList<Probe>? _probes;
    private DateTimeOffset? _looked;

    /// <param name="tally">Where it is kept how long a probe stood how; null = nowhere.</param>
    /// <param name="seen">Told after each look which incidents are open and which have closed lately; never waits.</param>
    public ProbeVerdicts(IncidentTable incidents, StandingTally? tally, Fleet fleet, VerdictMetrics metrics, TimeProvider time, Action<IReadOnlyList<Incident>>? seen = null)
    {
        (_book, _tally, _fleet, _metrics, _time, _seen) = (new IncidentBook(incidents, time), tally, fleet, metrics, time, seen);
        // The newest say the most.
        _results = Channel.CreateBounded<ProbeResult>(new BoundedChannelOptions(Room) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => metrics.Dropped());
        _keeping = new Recurring(KeepAsync, Each, time);
        _looking = new Recurring(LookAsync, Each, time);
    }

    /// <summary>Judges these from now on, and no others; those without a schedule are not judged. Before it is called the first time nothing is, and the store is left alone.</summary>
    public void Judge(IReadOnlyList<Probe> probes) => _probes = [.. probes.Where(p => p.Every is not null).DistinctBy(p => p.Name)];

    /// <summary>How a probe stands; null = nobody has looked yet, or it is not judged.</summary>
    public ProbeStanding? Of(string probe) => _standings.GetValueOrDefault(probe);

    /// <summary>Takes the result of a run.</summary>
    public void Add(ProbeResult result)
    {
        if (_probes is not null) _results.Writer.TryWrite(result);
    }

    /// <summary>Judges no more. What is open stays open, and whoever leads next goes on with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _looking.DisposeAsync().ConfigureAwait(false);
        await _keeping.DisposeAsync().ConfigureAwait(false);
        foreach (string probe in _judges.Keys) _metrics.Forget(probe);
        _metrics.Open(null);
    }

    private async Task KeepAsync(CancellationToken token)
    {
        if (_probes is null) return;
        await _book.KeepAsync(token).ConfigureAwait(false);
        if (_tally is not null) await _tally.KeepAsync(token).ConfigureAwait(false);
    }

    private Task LookAsync(CancellationToken token)
    {
        // Until it is known what is open, the same would be opened twice.
        if (!_book.IsRead || _probes is not { } probes) return Task.CompletedTask;
        Seat(probes.ToDictionary(p => p.Name));
        while (_results.Reader.TryRead(out ProbeResult? result))
        {
            if (_judges.TryGetValue(result.Probe, out var judged)) judged.Judge.Add(result);
        }

        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<AgentStanding> agents = _fleet.Now();
        foreach ((Probe probe, ProbeJudge judge) in _judges.Values) Look(probe, judge, now, agents);
        _looked = now;
        _metrics.Open(_standings.Values.Count(s => s.Open is not null) + _book.OpenLeft);
        _seen?.Invoke([.. _standings.Values.Select(s => s.Judgement.Incident).OfType<Incident>(), .. _book.Left]);
        return Task.CompletedTask;
    }

    // A probe that is judged by other rules than before begins anew, with the incident that it is in.
    private void Seat(Dictionary<string, Probe> wanted)
    {
        foreach ((string name, (Probe probe, _)) in _judges.Where(j => !wanted.TryGetValue(j.Key, out Probe? now) || !IsJudgedAlike(j.Value.Probe, now)).ToList())
        {
            _judges.Remove(name);
            _standings.TryRemove(name, out ProbeStanding? last);
            _book.Leave(name, last?.Judgement.Incident);
            _metrics.Forget(name);
        }

        foreach (Probe probe in wanted.Values.Where(p => !_judges.ContainsKey(p.Name))) _judges.Add(probe.Name, (probe, new ProbeJudge(probe, _book.Take(probe.Name))));
    }

    private void Look(Probe probe, ProbeJudge judge, DateTimeOffset now, IReadOnlyList<AgentStanding> agents)
    {
        Availability before = judge.Availability;
        Judgement judgement = judge.Look(now, agents);
        _standings[probe.Name] = new ProbeStanding(judgement, judge.Availability);
        if (_looked is { } looked && now > looked) _tally?.Add(probe.Name, judgement.State, now, now - looked, judge.Availability.Known - before.Known, judge.Availability.Down - before.Down);
        if (judgement is { HasNews: true, Incident: { } incident }) _book.Write(incident);
        _metrics.Set(probe.Name, probe.Journey.Target.Name, judgement.State, judge.Availability);
    }

    private static bool IsJudgedAlike(Probe before, Probe now) =>
        before.Journey.Target.Name == now.Journey.Target.Name && before.Journey.Timeout == now.Journey.Timeout && before.Every == now.Every
        && before.Policy == now.Policy && before.Maintenance.Count == now.Maintenance.Count && before.Maintenance.Zip(now.Maintenance).All(w => IsAlike(w.First, w.Second));

    private static bool IsAlike(RunWindow before, RunWindow now) => before.Days.SequenceEqual(now.Days) && before with { Days = now.Days } == now;
}
