namespace LoadProbe.Core.Tests;

/// <summary>Another rate for the rest of a plan.</summary>
public sealed class RateChangeTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    public static TheoryData<LoadPhase[]> Loads => new(
        new LoadPhase[] { new Inject(100, Ten) },
        new LoadPhase[] { new RampingInject(0, 300, Ten), new Pause(TimeSpan.FromSeconds(2)), new Inject(7.3, Ten) },
        new LoadPhase[] { new InjectSteps(10, 100, 30, TimeSpan.FromSeconds(3)) },
        new LoadPhase[] { new InjectRandom(10, 90, Ten) { Seed = 3 } });

    [Theory]
    [MemberData(nameof(Loads), DisableDiscoveryEnumeration = true)]
    public void What_was_due_before_stays_arrival_for_arrival_and_the_rest_has_the_new_rate(LoadPhase[] load)
    {
        var own = new LoadPlan(load);
        for (double second = 0.25; second < own.Duration.TotalSeconds; second += 1.7)
        {
            TimeSpan at = TimeSpan.FromSeconds(second);
            var changed = new LoadPlan(RateChange.Apply(load, at, 40));

            Assert.Equal(own.Duration, changed.Duration);
            long before = 0;
            while (before < own.Arrivals && own.DueTime(before) < at) before++;
            for (long n = 0; n < before; n++) Assert.Equal(own.DueTime(n), changed.DueTime(n));
            Assert.InRange(changed.Arrivals, before + ((own.Duration - at).TotalSeconds * 40) - 1, before + ((own.Duration - at).TotalSeconds * 40) + 1);
            Assert.All(Enumerable.Range((int)before, (int)(changed.Arrivals - before)), n => Assert.True(changed.DueTime(n) >= at));
            Assert.Equal(40, changed.RateAt(at));
        }
    }

    [Fact]
    public void A_change_may_follow_a_change()
    {
        IReadOnlyList<LoadPhase> once = RateChange.Apply([new Inject(100, Ten)], TimeSpan.FromSeconds(4), 0);
        var twice = new LoadPlan(RateChange.Apply(once, TimeSpan.FromSeconds(6), 50));

        Assert.Equal((600, 0.0, 50.0), (twice.Arrivals, twice.RateAt(TimeSpan.FromSeconds(5)), twice.RateAt(TimeSpan.FromSeconds(8))));
    }

    [Fact]
    public void Where_there_is_no_rate_to_change_it_is_said_why()
    {
        static Scenario Of(params LoadPhase[] load) => new() { Name = "s", At = default, Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1:9") }, Load = load };

        Assert.Null(RateChange.Refusal(Of(new Inject(1, Ten), new Pause(Ten))));
        Assert.Equal("it has users, and not a rate", RateChange.Refusal(Of(new KeepConstant(5, Ten))));
        Assert.Equal("its arrivals are random, and where they lie follows from how many there are", RateChange.Refusal(Of(new Inject(1, Ten) { Arrivals = ArrivalPattern.Poisson })));
        Assert.Equal("it has several tracks, and it would not be said whose rate it is", RateChange.Refusal(Of(new Inject(1, Ten)) with { Tracks = [new Track { Mix = [], Load = [] }, new Track { Mix = [], Load = [] }] }));
    }

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(1, 3, 2)]
    [InlineData(2, 5, 4)]
    public void The_parts_of_a_share_are_exactly_the_share(int index, int count, int parts)
    {
        var share = new Share(new Segment(index, count), TimeSpan.Zero);

        IEnumerable<int> dealt = Enumerable.Range(0, parts).SelectMany(p => Numbers(share.Part(p, parts, Ten).Segment)).Order();

        Assert.Equal(Numbers(share.Segment), dealt);

        static IEnumerable<int> Numbers(Segment segment) => Enumerable.Range(0, 1000).Where(n => n % segment.Count == segment.Index);
    }
}
