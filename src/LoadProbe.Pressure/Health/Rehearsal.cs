using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>
/// A short run against a responder of our own: it tells what this machine can do, and has the path of a request compiled
/// before the first customer's request takes it.
/// </summary>
public static class Rehearsal
{
    private const int Users = 8;
    private const double EasyRate = 1_000;
    private static readonly TimeSpan AsFastAsItGoes = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Paced = TimeSpan.FromMilliseconds(400);

    // More calls than it takes for a method to be compiled to be fast: what paces is then as it will stay.
    private const double BusyRate = 6_000;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(400);

    public static async Task<Calibration> RunAsync(TimeProvider time, CancellationToken token)
    {
        await using var responder = new Responder();
        var health = new HealthMeter(time);
        var journey = new Journey
        {
            Name = "rehearsal", Target = responder.Target, Timeout = TimeSpan.FromSeconds(1),
            Steps = [new HttpStep { Name = "get", At = default, Method = "GET", Url = Template.Constant("/"), Expect = new HttpExpectation { Status = [new StatusRange(200, 200)] } }],
        };
        RunFigures fast = await PressAsync(journey, new KeepConstant(Users, AsFastAsItGoes), time, token).ConfigureAwait(false);
        await PressAsync(journey, new Inject(BusyRate, Busy), time, token).ConfigureAwait(false);
        RunFigures paced = await PressAsync(journey, new Inject(EasyRate, Paced), time, token).ConfigureAwait(false);
        return new Calibration(paced.Lateness.Percentile(50), paced.Lateness.Percentile(99), fast.Arrivals.Completed / AsFastAsItGoes.TotalSeconds, health.Read());
    }

    private static async Task<RunFigures> PressAsync(Journey journey, LoadPhase load, TimeProvider time, CancellationToken token)
    {
        var scenario = new Scenario { Name = journey.Name, At = default, Target = journey.Target, Mix = [new WeightedJourney(journey, 1)], Load = [load], MaxInFlight = 64, Drain = TimeSpan.FromSeconds(1) };
        var lease = new LeaseHold(time);
        lease.Take(new Lease { Run = journey.Name, Sequence = 1, Phase = LeasePhase.Run, NotAfter = time.GetUtcNow() + TimeSpan.FromSeconds(10), TimeToLive = TimeSpan.FromSeconds(10) });
        var figures = new RunFigures();
        using var runner = new LoadRunner(journey.Name, scenario, Segment.Whole, journey.Name, lease, NoSecrets.Instance, time);
        await runner.RunAsync(time.GetTimestamp(), snapshot =>
        {
            figures.Add(snapshot);
            return ValueTask.CompletedTask;
        }, token).ConfigureAwait(false);
        return figures;
    }
}
