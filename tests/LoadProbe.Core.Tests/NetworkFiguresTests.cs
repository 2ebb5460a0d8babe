namespace LoadProbe.Core.Tests;

/// <summary>What kernels tell of connections, put together, and held against thresholds.</summary>
public sealed class NetworkFiguresTests
{
    private static readonly NetworkFigures Silent = new() { Opened = 1, Resets = 2 };

    [Fact]
    public void Seconds_and_agents_are_added_up()
    {
        NetworkFigures? all = NetworkFigures.Sum(NetworkFigures.Sum(null, Told(100, 1, resets: 1, 2)), NetworkFigures.Sum(Silent, Told(300, 7, resets: 0, 1, 3)));

        Assert.Equal((3L, 400L, 8L, 3L), (all!.Opened, all.Sent, all.Retransmitted, all.Resets));
        Assert.Equal((3L, Ms(2), Ms(1)), (all.Rtt.Count, all.Rtt.Mean, all.LeastRtt));
        Assert.Equal(0.02, all.Loss);
        Assert.Equal("400 segments sent, 2% sent again, 3 resets, round trip 1ms at the least, 2ms on average", all.ToString());
    }

    [Fact]
    public void What_no_kernel_told_is_not_known_and_not_none()
    {
        NetworkFigures? all = NetworkFigures.Sum(Silent, Silent);

        Assert.Equal((null, null, null, null), (all!.Sent, all.Retransmitted, all.Loss, all.LeastRtt));
        Assert.Equal("4 resets", all.ToString());
        Assert.Null(NetworkFigures.Sum(null, null));
        Assert.Null(Told(0, 0).Loss);
    }

    [Fact]
    public void Figures_of_a_run_have_those_of_all_its_snapshots()
    {
        RunFigures some = Of(Second(1, Told(100, 1)), Second(1, null) with { Agent = "older" }), all = Of(Second(2, Told(100, 2)));
        all.Add(some);

        Assert.Equal((200L, 3L), (all.Network!.Sent, all.Network.Retransmitted));
        Assert.Null(Of(Second(1, null)).Network);
    }

    [Theory]
    [InlineData("retransmissions < 2%", "1.5%", true)]
    [InlineData("retransmissions < 1%", "1.5%", false)]
    [InlineData("resets <= 10%", "10%", true)]
    [InlineData("resets < 10%", "10%", false)]
    [InlineData("network_rtt mean < 3ms", "2ms", true)]
    [InlineData("network_rtt p99 < 2ms", "3ms", false)]
    public void Thresholds_are_held_against_them(string text, string seen, bool holds)
    {
        ThresholdReading reading = Threshold.Parse(text, out _)!.Read(Of(Second(1, Told(200, 3, resets: 1, 1, 3))), TimeSpan.FromSeconds(1));

        Assert.Equal((seen, holds), (reading.Written, reading.Holds));
    }

    [Theory]
    [InlineData("retransmissions < 2%")]
    [InlineData("network_rtt mean < 3ms")]
    public void What_is_not_known_is_a_breach_as_all_that_has_no_figure(string text)
    {
        foreach (NetworkFigures? network in (NetworkFigures?[])[null, Silent, Told(0, 0)])
        {
            ThresholdReading reading = Threshold.Parse(text, out _)!.Read(Of(Second(1, network)), TimeSpan.FromSeconds(1));
            Assert.Equal(("no data", false), (reading.Written, reading.Holds));
        }
    }

    [Fact]
    public void Resets_are_not_known_without_connections_of_ours_or_without_steps()
    {
        Threshold resets = Threshold.Parse("resets < 1%", out _)!;

        Assert.Null(resets.Read(Of(Second(1, null)), TimeSpan.FromSeconds(1)).Value);
        Assert.Null(resets.Read(Of(Second(1, Silent) with { Steps = [] }), TimeSpan.FromSeconds(1)).Value);
        Assert.Equal(0.2, resets.Read(Of(Second(1, Silent)), TimeSpan.FromSeconds(1)).Value);
    }

    [Fact]
    public void A_window_is_judged_by_its_own_seconds_of_all_agents()
    {
        ThresholdWatch watch = new(Threshold.Parse("retransmissions < 5% over 2s, else hold", out _)!, isGuard: true);
        var seconds = new SlidingFigures(TimeSpan.FromSeconds(2));
        var whole = new RunFigures();
        GuardLevel? level = null;
        List<GuardLevel?> levels = [];
        // The second agent loses much more than the first: 10 of 200 are too many together.
        foreach ((int number, long lost) in ((int, long)[])[(1, 2), (2, 2), (3, 20), (4, 2), (5, 2)])
        {
            foreach (Snapshot told in (Snapshot[])[Second(number, Told(100, 0)), Second(number, Told(100, lost)) with { Agent = "b" }])
            {
                seconds.Add(told);
                whole.Add(told);
                level = watch.Judge(seconds, whole, told);
            }

            levels.Add(level);
        }

        Assert.Equal([null, GuardLevel.Well, GuardLevel.Breach, GuardLevel.Breach, GuardLevel.Well], levels);
    }

    [Fact]
    public void An_agent_stops_by_its_own_where_they_are_enough()
    {
        Assert.True(Breaks("retransmissions < 5% over 1s, else abort", Told(100, 6)));
        Assert.False(Breaks("retransmissions < 5% over 1s, else abort", Told(99, 6)), "too few segments to speak for all agents");
        Assert.False(Breaks("retransmissions < 5% over 1s, else abort", null), "others may know");
        Assert.True(Breaks("resets < 1% over 1s, else abort", Told(100, 0, resets: 5), steps: 100));
        Assert.False(Breaks("resets < 1% over 1s, else abort", Told(100, 0, resets: 5), steps: 99), "too few steps");
        Assert.True(Breaks("network_rtt max < 2ms over 1s, else abort", Told(100, 0, resets: 0, 3)));
    }

    private static bool Breaks(string text, NetworkFigures? network, int steps = 10) => Reflex.Of(new Scenario
    {
        Name = "press", At = default, Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1"), Class = EnvironmentClass.Test }, Load = [new Inject(1, TimeSpan.FromSeconds(1))],
        Thresholds = [Threshold.Parse(text, out _)!],
    })!.Breaks(Second(1, network, steps));

    private static RunFigures Of(params Snapshot[] snapshots)
    {
        var figures = new RunFigures();
        foreach (Snapshot snapshot in snapshots) figures.Add(snapshot);
        return figures;
    }

    private static NetworkFigures Told(long sent, long retransmitted, long resets = 0, params int[] milliseconds)
    {
        var times = new LatencyHistogram();
        foreach (int time in milliseconds) times.Record(Ms(time));
        return new NetworkFigures { Opened = 1, Sent = sent, Retransmitted = retransmitted, Resets = resets, Rtt = PackedHistogram.Of(times), LeastRtt = milliseconds.Length == 0 ? null : Ms(milliseconds.Min()) };
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static Snapshot Second(int number, NetworkFigures? network, int steps = 10) => new()
    {
        Agent = "a", Number = number, At = TimeSpan.FromSeconds(number), InFlight = 0, Arrivals = new ArrivalCounts(steps, steps, 0, steps, 0, 0), Network = network,
        Response = PackedHistogram.Empty, Service = PackedHistogram.Empty, Lateness = PackedHistogram.Empty,
        Steps = [new StepSnapshot { Journey = "visit", Step = "open", Completed = steps, Failed = 0, Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = steps }, Response = PackedHistogram.Empty, Service = PackedHistogram.Empty }],
    };
}
