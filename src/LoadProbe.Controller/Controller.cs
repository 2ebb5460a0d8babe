using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// Decides and remembers, and never touches a target. While it leads it hands probes to agents and leads pressure runs; at
/// any time it shows what the store has.
/// </summary>
public sealed class Controller : IAsyncDisposable
{
    private const string StandsBy = "this controller stands by, and another one leads: ask that one";

    private readonly TimeProvider _time;
    private volatile Term? _term;
    private volatile Timetable? _timetable;
    private volatile IReadOnlyList<Scenario> _scenarios = [];
    private bool _rehearsed;

    public Controller(IStore store, MetricsBook metrics, TimeProvider time)
    {
        (Store, Metrics, _time) = (store, metrics, time);
        Lever = new Lever(store.Lever, reason => StopRun(reason), time);
        Proposals = new Proposals(this, time);
        Audit = new AuditLog(store.Audit, time);
        OwnFigures.Show(this, time);
    }

    public IStore Store { get; }

    public MetricsBook Metrics { get; }

    public ProbeBoard Board { get; } = new();

    /// <summary>The run under way, or the last one, as JSON.</summary>
    public LiveRun Live { get; } = new();

    /// <summary>The agents that have joined.</summary>
    public IReadOnlyCollection<AgentIdentity> Agents => _term?.Agents ?? [];

    /// <summary>The scenarios that may be started, by a person or by their schedules.</summary>
    public IReadOnlyList<Scenario> Scenarios
    {
        get => _scenarios;
        set
        {
            _scenarios = value;
            _timetable?.Changed();
        }
    }

    /// <summary>Who is told of incidents; null = nobody is. In use from the next <see cref="Apply"/> or <see cref="Lead"/> on.</summary>
    public AlertRules? Alerts { get; set; }

    /// <summary>Says a line to whoever runs the program.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Packs definitions as they are approved of; null = nothing can be approved here.</summary>
    public IBundles? Bundles { get; init; }

    /// <summary>Runs that need an approval.</summary>
    public Proposals Proposals { get; }

    /// <summary>What somebody did here, for good.</summary>
    public AuditLog Audit { get; }

    /// <summary>The probes that agents run.</summary>
    public IReadOnlyList<Probe> Probes { get; private set; } = [];

    /// <summary>Whether it was told which probes there are, be it that there are none: what only leads a run was not.</summary>
    internal bool HasProbes { get; private set; }

    /// <summary>In which epoch it leads; null = another leads, or nobody.</summary>
    public long? Epoch => _term?.Epoch;

    /// <summary>Told of each snapshot as it counts for the run under way.</summary>
    internal event Action<Snapshot>? Counted;

    /// <summary>How its link fares; null while it stands by.</summary>
    internal LinkState? Link => _term?.Link;

    /// <summary>Leads the agents on this link until <see cref="StandByAsync"/>.</summary>
    /// <param name="bundles">Of a link between processes: what is sent over it is kept in the store, so that another controller can end it.</param>
    public void Lead(IControllerEnd link, long epoch, IBundles? bundles = null) => _term = new Term(this, link, bundles, epoch, _time);

    /// <summary>Ends runs that another controller began, each after the other.</summary>
    public async Task TakeOverAsync(CancellationToken stop)
    {
        if (_term is not { } term) return;
        foreach (UnfinishedRun left in await Store.UnfinishedAsync(stop).ConfigureAwait(false))
        {
            await term.TakeOverAsync(left, stop).ConfigureAwait(false);
            Metrics.Own.Controller.TookOver();
        }
    }

    /// <summary>From now on until <see cref="StandByAsync"/>, what is due is done: scheduled runs, and the housekeeping of the store.</summary>
    public void KeepTimetable(TimetableOptions options) => _timetable = new Timetable(this, options, _time);

    /// <summary>Leads no more: the run under way is stopped, and what is not in the store yet is left to whoever leads next.</summary>
    public async Task StandByAsync()
    {
        Task ended = _timetable?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        if (_term is { } term) await term.DisposeAsync().ConfigureAwait(false);
        (_term, _timetable) = (null, null);
        await ended.ConfigureAwait(false);
    }

    /// <summary>While it is pulled, nothing is started.</summary>
    public Lever Lever { get; }

    /// <summary>What the link knows of an agent's last sign of life; null when it does not keep that.</summary>
    public AgentSign? Sign(string agent) => _term?.Sign(agent);

    /// <summary>How a probe stands on all its agents together; null = nobody has looked yet, or the controller stands by.</summary>
    internal ProbeStanding? Standing(string probe) => _term?.Standing(probe);

    /// <summary>Done when an agent has joined.</summary>
    public Task AgentJoinedAsync(CancellationToken token) => Leading.AgentJoinedAsync(token);

    /// <summary>The probes to run from now on; those that are gone leave the board and the metrics.</summary>
    public void Apply(IReadOnlyList<Probe> probes)
    {
        foreach (Probe gone in Probes.Where(old => probes.All(p => p.Name != old.Name))) Metrics.Probes.Forget(gone.Name);
        (Probes, HasProbes) = (probes, true);
        if (_term is { } term) term.Assign();
        else Board.Probes = probes;
    }

    /// <summary>Runs a scenario to its end. One at a time; the probes its guards watch are dialled meanwhile.</summary>
    /// <param name="scenario">Checked before.</param>
    /// <param name="progress">Told of each change; must not keep the report.</param>
    /// <param name="stop">A person's or a shutdown's wish to end it.</param>
    public Task<RunReport> RunAsync(Scenario scenario, Action<RunReport> progress, CancellationToken stop) => Leading.RunAsync(scenario, null, null, progress, stop);

    /// <summary>Starts one of the <see cref="Scenarios"/>, which goes on by itself; with the approval that it needs, if any, which is used up by that.</summary>
    /// <returns>The run, or why there is none.</returns>
    public async Task<StartAnswer> StartAsync(string name, Caller starter, CancellationToken token)
    {
        if (Lever.Refusal is { } pulled) return new StartAnswer(null, pulled);
        if (Scenarios.FirstOrDefault(s => s.Name == name) is not { } scenario) return new StartAnswer(null, $"there is no scenario {name} here");
        if (ApprovalPolicy.Of(scenario, out string? refused) is not { } policy || (refused = RunGate.Refusal(scenario, _time.GetUtcNow())) is not null) return new StartAnswer(null, refused);
        if (_term is not { } term) return new StartAnswer(null, StandsBy);
        // An approval is not used up by what would not have started anyway.
        if (term.Refusal is { } busy) return new StartAnswer(null, busy);
        string run = RunId.New(_time.GetUtcNow());
        Proposal? approved = null;
        if (policy.Approvals > 0)
        {
            (approved, refused) = await Proposals.TakeAsync(scenario, policy, run, starter, token).ConfigureAwait(false);
            if (approved is null) return new StartAnswer(null, refused);
        }

        if (term.Start(scenario, run, approved) is { } late)
        {
            if (approved is not null) await Proposals.FailedAsync(approved, late, CancellationToken.None).ConfigureAwait(false);
            return new StartAnswer(null, late);
        }

        // With an approval the proposal's way says so.
        if (approved is null) Audit.Say(new AuditEvent(starter.Who, "started", run, $"{name} on {scenario.Target.Name} ({scenario.Target.Class.Word()})"));
        return new StartAnswer(run, null);
    }

    /// <summary>Stops the run under way, if any; anyone may.</summary>
    public bool StopRun(string reason) => _term?.StopRun("person", reason) ?? false;

    /// <summary>Another rate, arrivals a second, for the rest of the run under way; never above what its scenario allows.</summary>
    /// <returns>Null when it was changed, else why not.</returns>
    public Task<string?> ChangeRateAsync(double rate, string by) => _term is { } term ? term.ChangeRateAsync(rate, by) : Task.FromResult<string?>(StandsBy);

    public async ValueTask DisposeAsync()
    {
        await Lever.DisposeAsync().ConfigureAwait(false);
        await StandByAsync().ConfigureAwait(false);
        await Audit.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    internal void Count(Scenario scenario, Snapshot snapshot)
    {
        Metrics.Runs.Write(scenario.Name, snapshot);
        Counted?.Invoke(snapshot);
    }

    internal async Task RehearseAsync(Scenario scenario)
    {
        if (!_rehearsed) await RunRehearsal.RunAsync(scenario, _time).ConfigureAwait(false);
        _rehearsed = true;
    }

    private Term Leading => _term ?? throw new InvalidOperationException("the controller does not lead");
}
