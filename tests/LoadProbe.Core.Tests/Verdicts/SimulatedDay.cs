namespace LoadProbe.Core.Tests;

/// <summary>
/// A day of a probe on some agents, through the rules that agents and controllers go by: retries, windows, quorum, time. Besides the
/// faults, three attempts of a hundred time out by chance.
/// </summary>
internal sealed class SimulatedDay
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private static readonly string[] Places = ["telecom-1", "mobile-1", "unicom-1", "telecom-2", "mobile-2"];

    private static readonly VerdictPolicy AllStages = new(Retry: 1, Failures: 2, Window: 3)
    {
        Quorum = Quorum.Of(2), By = "carrier", For = TimeSpan.FromMinutes(1), Degraded = TimeSpan.FromMilliseconds(800),
    };

    private readonly Probe _probe;
    private readonly Random _random;
    private readonly AgentStanding[] _agents;
    private readonly ProbeJudge _judge;
    private readonly Dictionary<string, Verdict> _before = [];
    private readonly PriorityQueue<ProbeResult, DateTimeOffset> _underWay = new();
    private readonly List<Incident> _incidents = [];

    public SimulatedDay(int seed, int agents, VerdictPolicy? policy = null)
    {
        _probe = Watched.Probe(policy ?? AllStages, DayOfFaults.Maintenance);
        _random = new Random(seed);
        _agents = [.. Places.Take(agents).Select(Watched.Agent)];
        _judge = new ProbeJudge(_probe);
        Faults = DayOfFaults.Of(seed, [.. Places.Take(agents)]);
    }

    public IReadOnlyList<Fault> Faults { get; }

    public IReadOnlyList<Incident> Incidents => _incidents;

    public Availability Availability => _judge.Availability;

    /// <summary>How long it stood how.</summary>
    public Dictionary<ProbeState, TimeSpan> Stood { get; } = Enum.GetValues<ProbeState>().ToDictionary(s => s, _ => TimeSpan.Zero);

    public SimulatedDay Run()
    {
        TimeSpan[] phases = [.. _agents.Select(_ => Step * _random.Next(6))];
        for (TimeSpan at = TimeSpan.Zero; at < TimeSpan.FromDays(1); at += Step)
        {
            DateTimeOffset now = Watched.Begin + at;
            for (int i = 0; i < _agents.Length; i++)
            {
                if (at.Ticks % Watched.Every.Ticks == phases[i].Ticks) Dial(_agents[i].Name, now);
            }

            while (_underWay.TryPeek(out ProbeResult? result, out DateTimeOffset done) && done <= now)
            {
                _underWay.Dequeue();
                _judge.Add(result);
            }

            Judgement judged = _judge.Look(now, [.. _agents.Select(a => a with { IsConnected = !Faults.Any(f => f.IsCutOff && f.Hits(a.Name, now)) })]);
            Stood[judged.State] += Step;
            if (judged.HasNews && judged.Incident is { } incident) Keep(incident);
        }

        return this;
    }

    private void Keep(Incident incident)
    {
        if (_incidents.Count > 0 && _incidents[^1].Id == incident.Id) _incidents[^1] = incident;
        else _incidents.Add(incident);
    }

    private void Dial(string agent, DateTimeOffset at)
    {
        Verdict? before = _before.TryGetValue(agent, out Verdict known) ? known : null;
        TimeSpan spent = TimeSpan.Zero;
        ProbeResult result;
        int made = 0;
        do
        {
            result = Attempt(agent, at + spent);
            spent += result.Journey.Duration;
            made++;
        }
        while (result.Verdict == Verdict.Fail && RetryRule.Next(_probe, before, made, spent) is not null);

        if (result.Verdict != Verdict.Invalid) _before[agent] = result.Verdict;
        DateTimeOffset heard = Faults.FirstOrDefault(f => f.IsCutOff && f.Hits(agent, at))?.To ?? at + spent;
        _underWay.Enqueue(result, heard);
    }

    private ProbeResult Attempt(string agent, DateTimeOffset at)
    {
        Fault? fault = Faults.FirstOrDefault(f => !f.IsCutOff && f.Hits(agent, at));
        Outcome outcome = fault is { What: { } what } ? what : _random.NextDouble() < 0.03 ? Outcome.WaitTimedOut : Outcome.Ok;
        return Watched.Run(agent, at, outcome, outcome.IsTimeout() ? 10_000 : fault is { What: null } ? 1_500 : 100);
    }
}
