using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>Tells receivers of incidents, as long as a controller leads. An outlet for each of them decides and tells by itself.</summary>
internal sealed class AlertDesk : IAsyncDisposable
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly AlertMetrics _metrics;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly Senders _senders;
    private readonly Dictionary<string, Outlet> _outlets = [];
    private readonly Recurring _seating;
    private volatile AlertRules? _rules;
    private volatile IReadOnlyDictionary<string, Probe> _probes = new Dictionary<string, Probe>();
    private volatile IReadOnlyList<Incident>? _incidents;
    private AlertRules? _seated;

    public AlertDesk(IStore store, AlertMetrics metrics, Action<string> tell, TimeProvider time)
    {
        (_store, _metrics, _tell, _time, _senders) = (store, metrics, tell, time, new Senders(time));
        _seating = new Recurring(SeatAsync, Each, time);
    }

    /// <summary>Goes by these from now on; null = nobody is told.</summary>
    public void Use(AlertRules? rules, IReadOnlyList<Probe> probes) => (_rules, _probes) = (rules, probes.DistinctBy(p => p.Name).ToDictionary(p => p.Name));

    /// <summary>The incidents as they are now.</summary>
    public void Hear(IReadOnlyList<Incident> incidents) => _incidents = incidents;

    /// <summary>Tells no more; what receivers are to be told still is in the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _seating.DisposeAsync().ConfigureAwait(false);
        foreach (Outlet outlet in _outlets.Values) await outlet.DisposeAsync().ConfigureAwait(false);
        _senders.Dispose();
    }

    private AlertView? View() => _rules is { } rules && _incidents is { } incidents ? new AlertView(rules, incidents, _probes) : null;

    private async Task SeatAsync(CancellationToken token)
    {
        if (_rules is var rules && rules == _seated) return;
        Dictionary<string, OutletEnd> wanted = (rules?.Receivers ?? []).SelectMany(_senders.Ends).ToDictionary(e => e.Id);
        foreach ((string id, Outlet gone) in _outlets.Where(o => !wanted.ContainsKey(o.Key)).ToList())
        {
            await gone.DisposeAsync().ConfigureAwait(false);
            _outlets.Remove(id);
        }

        foreach ((string id, OutletEnd end) in wanted)
        {
            if (_outlets.TryGetValue(id, out Outlet? outlet)) outlet.Use(end);
            else _outlets[id] = new Outlet(end, new OutletBook(id, _store.Alerts, _store.Incidents), View, _metrics, _tell, _time);
        }

        _seated = rules;
    }
}
