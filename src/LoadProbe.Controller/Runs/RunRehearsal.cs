using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// A few seconds of a run that nobody runs, told at once: what each second asks of the controller is compiled before the
/// first one is counted, and takes no processor from an agent on the same machine.
/// </summary>
internal static class RunRehearsal
{
    private const string Agent = "rehearsal";
    private const int Seconds = 3;

    /// <summary>Runs it; what came of it is of interest to nobody but a test.</summary>
    public static async Task<RunReport> RunAsync(Scenario scenario, TimeProvider time)
    {
        var metrics = new MetricsBook(Agent);
        // No Prometheus is asked about a run that nobody runs.
        var run = new RunExecution(scenario with { Window = null, After = After.Nothing, Guards = [.. scenario.Guards.Where(g => g.Prometheus is null)] }, [Agent], new InProcessLink(), 1, time, _ => { });
        run.Hear(new FromAgent(Agent, new RunReady(run.Id, null)));
        for (int number = 1; number <= Seconds; number++)
        {
            Snapshot second = Second(scenario, number);
            metrics.Runs.Write(scenario.Name, second);
            run.Hear(new FromAgent(Agent, new SnapshotTaken(run.Id, second)));
        }

        return await run.RunAsync().ConfigureAwait(false);
    }

    private static Snapshot Second(Scenario scenario, int number) => new()
    {
        Agent = Agent,
        Number = number,
        At = TimeSpan.FromSeconds(number),
        Arrivals = new ArrivalCounts(Due: 1, Sent: 1, Dropped: 0, Completed: 1, Failed: 0, Abandoned: 0),
        InFlight = 1,
        Response = One(),
        Service = One(),
        Lateness = One(),
        Steps = [.. scenario.Mix.SelectMany(m => m.Journey.Steps.Select(s => Step(m.Journey, s)))],
        Journeys = [.. scenario.Mix.Select(m => new JourneySnapshot { Journey = m.Journey.Name, Response = One(), Service = One() })],
        Last = number == Seconds,
    };

    private static StepSnapshot Step(Journey journey, Step step) => new()
    {
        Journey = journey.Name,
        Step = step.Name,
        Completed = 1,
        Failed = 0,
        Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = 1 },
        Response = One(),
        Service = One(),
        Phases = Enum.GetValues<Phase>().ToDictionary(p => p, _ => One()),
    };

    private static PackedHistogram One()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(1));
        return histogram.Drain();
    }
}
