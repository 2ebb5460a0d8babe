using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>A probe every minute whose results a test tells, judged by a clock that the test has in its hand.</summary>
internal sealed class Judged(IncidentTable incidents, ImaginedClock time, StandingTable? standings = null, long epoch = 1) : IAsyncDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private readonly Dictionary<string, AgentIdentity> _agents = [];
    private readonly Dictionary<string, AgentSign> _signs = [];
    private ProbeVerdicts? _verdicts;

    public MetricsBook Book { get; } = new("test");

    /// <summary>How the probe stands.</summary>
    public ProbeStanding Standing => _verdicts!.Of("login") ?? throw new InvalidOperationException("nobody has looked yet");

    public ProbeState State => Standing.Judgement.State;

    public bool IsJudged => _verdicts!.Of("login") is not null;

    public static Probe Probe(VerdictPolicy? policy = null, params RunWindow[] maintenance) => new()
    {
        At = default, Every = TimeSpan.FromMinutes(1), Policy = policy ?? new VerdictPolicy(), Maintenance = maintenance,
        Journey = new Journey { Name = "login", Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") }, Steps = [], Timeout = TimeSpan.FromSeconds(10) },
    };

    public static ProbeResult Run(string agent, DateTimeOffset at, Outcome outcome, int took = 20) => new()
    {
        Id = Guid.CreateVersion7(at), Probe = "login", Target = "shop", Agent = agent,
        Journey = new JourneyResult
        {
            Started = at, Duration = TimeSpan.FromMilliseconds(took), Outcome = outcome, Detail = outcome == Outcome.Ok ? null : "open: refused",
            Steps = [new StepResult { Name = "open", Kind = StepKind.Http, Effect = StepEffect.Read, Outcome = outcome, Started = at, Duration = TimeSpan.FromMilliseconds(took) }],
        },
    };

    /// <summary>Begins to judge, as a controller does that begins to lead; agents are named after their carrier: telecom-1.</summary>
    public void Lead(Probe? probe, params string[] agents)
    {
        foreach (string agent in agents) Join(agent);
        LeadNoProbes();
        Apply(probe);
    }

    /// <summary>As a process does that only leads a run.</summary>
    public void LeadNoProbes() => _verdicts = new ProbeVerdicts(incidents, standings is null ? null : new StandingTally(standings, epoch, time), new Fleet(() => [.. _agents.Values], _signs.GetValueOrDefault, time), Book.Own.Verdicts, time);

    /// <summary>Other definitions; null = the probe is taken away.</summary>
    public void Apply(Probe? probe) => _verdicts!.Judge(probe is null ? [] : [probe]);

    public void Join(string agent) => _agents[agent] = new AgentIdentity(agent, new Dictionary<string, string> { ["carrier"] = agent.Split('-')[0] }, []);

    public void Leave(string agent) => _agents.Remove(agent);

    public void Sign(string agent, DateTimeOffset seen, TimeSpan? clockOffset = null) => _signs[agent] = new AgentSign(agent, seen, clockOffset, null, new LinkCounts());

    /// <summary>A run that began now on each of these agents came to this.</summary>
    public void Told(Outcome outcome, params string[] agents)
    {
        foreach (string agent in agents) _verdicts!.Add(Run(agent, time.GetUtcNow(), outcome));
    }

    public void ToldSlow(string agent) => _verdicts!.Add(Run(agent, time.GetUtcNow(), Outcome.Ok, took: 5_000));

    /// <summary>So many seconds pass.</summary>
    public void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++) time.Advance(TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _verdicts!.DisposeAsync();
}
