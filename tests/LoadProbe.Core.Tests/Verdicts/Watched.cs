namespace LoadProbe.Core.Tests;

/// <summary>A probe every 30 s with a timeout of 10 s, and results of it.</summary>
internal static class Watched
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(70);

    public static Probe Probe(VerdictPolicy policy, params RunWindow[] maintenance) => new()
    {
        At = new Place("probe.yaml", 1, 1),
        Every = Every,
        Policy = policy,
        Maintenance = maintenance,
        Journey = new Journey
        {
            Name = "orders",
            Target = new Target { Name = "broker", Address = new Uri("http://127.0.0.1:8080/") },
            Steps = [],
            Timeout = TimeSpan.FromSeconds(10),
        },
    };

    public static ProbeResult Run(string agent, DateTimeOffset at, Outcome outcome = Outcome.Ok, int took = 100) => new()
    {
        Id = Guid.CreateVersion7(at),
        Probe = "orders",
        Target = "broker",
        Agent = agent,
        Journey = new JourneyResult
        {
            Started = at,
            Duration = TimeSpan.FromMilliseconds(took),
            Outcome = outcome,
            Detail = outcome == Outcome.Ok ? null : "login: it did not go well",
            Steps =
            [
                new StepResult { Name = "open", Kind = StepKind.Http, Effect = StepEffect.Read, Outcome = Outcome.Ok, Started = at, Duration = TimeSpan.Zero },
                new StepResult { Name = "login", Kind = StepKind.Http, Effect = StepEffect.Read, Outcome = outcome, Started = at, Duration = TimeSpan.Zero },
            ],
        },
    };

    /// <summary>An agent named after its place: telecom-1 has the carrier telecom.</summary>
    public static AgentStanding Agent(string name) => new(name, new Dictionary<string, string> { ["carrier"] = name.Split('-')[0] });
}
