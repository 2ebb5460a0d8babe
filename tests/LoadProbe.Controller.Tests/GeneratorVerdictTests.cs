namespace LoadProbe.Controller.Tests;

public sealed class GeneratorVerdictTests
{
    private static readonly GeneratorHealth Fine = new(0.2, 0), Starved = new(0.5, 0) { Processors = 1, UseOfAllowed = 1 };

    [Fact]
    public void Places_held_by_answers_that_a_starved_generator_did_not_read_make_a_run_invalid()
    {
        // 10,000/s on one processor: it compiled for two seconds, and was on time in the other six.
        GeneratorVerdict verdict = Of([(10_001, 7_428, Starved), (9_845, 4_365, Starved), (10_146, 0, Fine), (10_020, 0, Fine), (10_003, 0, Fine), (9_991, 0, Fine), (10_055, 0, Fine), (9_939, 0, Fine)]);
        Assert.StartsWith("CPU: 11793 of the 11793 arrivals that found no free place came due in 2 of 8 seconds in which the generator was behind", Assert.Single(verdict.Faults), StringComparison.Ordinal);
        Assert.EndsWith("add a warm_up, lower the rate, give it more processors, or use more agents", verdict.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_that_is_late_and_only_nearly_starved_is_behind_too()
    {
        // 5,000/s on one processor beside a busy machine: 93 % used, and sent up to 69 ms late, in the first second alone.
        var late = new LatencyHistogram();
        for (int i = 0; i < 3_368; i++) late.Record(TimeSpan.FromMilliseconds(i % 69));
        var figures = new RunFigures();
        figures.Add(Second(1, Counts(5_000, 1_632), new GeneratorHealth(0.4652, 0.0636) { Processors = 1, UseOfAllowed = 0.9303, CpuWaitFraction = 0.3608 }) with { Lateness = late.Drain() });
        for (int i = 2; i <= 8; i++) figures.Add(Second(i, Counts(5_000, 0), Fine));
        Assert.StartsWith("CPU: 1632 of the 1632 arrivals that found no free place came due in 1 of 8 seconds", Assert.Single(GeneratorVerdict.Of(figures).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_target_fills_the_places_in_each_second_alike()
    {
        GeneratorVerdict verdict = Of([(300, 190, Starved), (300, 200, Starved), (300, 201, Fine), (300, 199, Fine), (300, 200, Fine), (300, 200, Fine)]);
        Assert.Empty(verdict.Faults);
    }

    [Fact]
    public void A_few_drops_of_a_starved_second_are_let_pass() => Assert.Empty(Of([(1_000, 2, Starved), (1_000, 0, Fine), (1_000, 0, Fine)]).Faults);

    [Fact]
    public void Arrivals_dropped_for_our_burst_make_a_run_invalid()
    {
        var figures = new RunFigures();
        figures.Add(Second(1, new ArrivalCounts(6_000, 5_880, 120, 5_880, 0, 0) { Drops = new DropCounts(0, 120, 0, 0) }, Fine));
        Assert.StartsWith("lateness: 120 of 6000 arrivals were dropped", Assert.Single(GeneratorVerdict.Of(figures).Faults), StringComparison.Ordinal);
    }

    private static GeneratorVerdict Of(IReadOnlyList<(int Due, int Cap, GeneratorHealth Health)> seconds)
    {
        var figures = new RunFigures();
        foreach ((int i, (int due, int cap, GeneratorHealth health)) in seconds.Index())
        {
            figures.Add(Second(i + 1, Counts(due, cap), health));
        }

        return GeneratorVerdict.Of(figures);
    }

    private static ArrivalCounts Counts(int due, int cap) => new(due, due - cap, cap, due - cap, 0, 0) { Drops = new DropCounts(cap, 0, 0, 0) };

    private static Snapshot Second(int number, ArrivalCounts arrivals, GeneratorHealth health) => new()
    {
        Agent = "agent-1", Number = number, At = TimeSpan.FromSeconds(number), InFlight = 0, Arrivals = arrivals, Generator = health,
        Response = PackedHistogram.Empty, Service = PackedHistogram.Empty, Lateness = PackedHistogram.Empty, Steps = [],
    };
}
