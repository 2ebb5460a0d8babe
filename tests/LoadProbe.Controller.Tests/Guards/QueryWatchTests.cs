using static LoadProbe.Controller.Tests.Asked;

namespace LoadProbe.Controller.Tests;

/// <summary>What a guard makes of the answers of its Prometheus.</summary>
public sealed class QueryWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_value_within_holds_and_is_told()
    {
        QueryWatch watch = Watch(Errors with { Min = 1 });
        Assert.False(watch.IsReady);
        foreach (double value in (double[])[1, 3.25, 5]) Assert.Null(Hear(watch, value));
        Assert.True(watch.IsReady);
        Assert.Equal(new GuardReading("prometheus: errors from 1 to 5, else abort", "guard", true, "5 of errors{pod=\"1\"}"), watch.Reading());
    }

    [Theory]
    [InlineData(5.5, "it is 5.5 of errors{pod=\"1\"}")]
    [InlineData(0.5, "it is 0.5 of errors{pod=\"1\"}")]
    [InlineData(double.PositiveInfinity, "it is +Inf of errors{pod=\"1\"}")]
    [InlineData(double.NegativeInfinity, "it is -Inf of errors{pod=\"1\"}")]
    public void A_value_outside_breaks_it_at_once(double value, string reason)
    {
        QueryWatch watch = Watch(Errors with { Min = 1 });
        Assert.Equal(reason, Hear(watch, value));
        Assert.False(watch.Reading().Holds);
        Assert.False(watch.IsReady);
    }

    [Fact]
    public void Without_a_limit_on_one_side_even_infinity_is_within()
    {
        Assert.Null(Hear(Watch(Errors), double.NegativeInfinity));
        Assert.Null(Hear(Watch(Errors with { Min = 1, Max = null }), double.PositiveInfinity));
    }

    [Fact]
    public void The_worst_of_several_series_decides_and_is_named()
    {
        Assert.Equal("it is 9 of errors{pod=\"3\"}", Hear(Watch(Errors), 1, 7, 9, 8));
        Assert.Equal("it is -9 of errors{pod=\"2\"}", Hear(Watch(Errors with { Min = 0 }), 6, -9, 7));
        // What is outside counts, whatever others do not know.
        Assert.Equal("it is 6 of errors{pod=\"2\"}", Hear(Watch(Errors), double.NaN, 6));
    }

    [Fact]
    public void A_scalar_has_no_name()
    {
        Assert.Equal("it is 6", HearAt(Watch(Errors), 0, new QueryAnswer([new QuerySample(6, "")])));
    }

    [Fact]
    public void It_has_to_be_outside_without_a_break_for_as_long_as_it_says()
    {
        QueryWatch watch = Watch(Errors with { For = TimeSpan.FromSeconds(2) });
        foreach ((int second, double value) in (ReadOnlySpan<(int, double)>)[(0, 6), (1, 6), (2, 5), (3, 6), (4, 7)]) Assert.Null(HearAt(watch, second, Answer(value)));
        Assert.Equal("it is 8 of errors{pod=\"1\"}, outside for 2s", HearAt(watch, 5, Answer(8)));
    }

    [Fact]
    public void Before_there_is_load_nothing_outside_is_waited_out()
    {
        Assert.Equal(GuardLevel.Breach, Watch(Errors with { For = TimeSpan.FromMinutes(1) }).Hear(Answer(6), Start, isPressed: false)!.Level);
    }

    public static TheoryData<string, string> Unknown => new()
    {
        { "none", "no data: the answer has no series" },
        { "NaN", "no data: NaN of errors{pod=\"1\"}" },
        { "NaN beside a number", "no data: NaN of errors{pod=\"2\"}" },
        { "fault", "Prometheus http://p/ does not answer: Connection refused" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Who_is_told_nothing_stops_at_once_however_long_it_may_be_outside(string what, string reason)
    {
        QueryWatch watch = Watch(Errors with { For = TimeSpan.FromMinutes(1) });
        Assert.Equal(reason, HearAt(watch, 0, Nothing(what, reason)));
        Assert.Equal((false, reason), (watch.Reading().Holds, watch.Reading().Value));
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Ignored_it_does_not_break_and_only_a_number_heals(string what, string reason)
    {
        QueryWatch watch = Watch(Errors with { For = TimeSpan.FromSeconds(2), NoData = NoDataAction.Ignore });
        bool heals = what == "NaN beside a number";
        Assert.Null(HearAt(watch, 0, Answer(6)));
        Assert.Null(HearAt(watch, 1, Nothing(what, reason)));
        Assert.True(watch.IsReady);
        Assert.Equal(heals ? null : "it is 6 of errors{pod=\"1\"}, outside for 2s", HearAt(watch, 2, Answer(6)));
    }

    [Fact]
    public void Not_even_a_bad_answer_for_two_rounds_and_a_second_is_a_breach_too()
    {
        QueryWatch watch = Watch(Errors with { Every = TimeSpan.FromSeconds(2) });
        Assert.Null(watch.Silent(Start.AddHours(1)));
        Assert.Null(HearAt(watch, 0, Answer(1)));
        Assert.Null(watch.Silent(Start.AddSeconds(5)));
        Assert.Equal($"{watch.Text}: nothing was heard for 5.1s", watch.Silent(Start.AddSeconds(5.1)));
        Assert.True(watch.Broken);
    }

    [Fact]
    public void It_never_breaks_while_inside_and_always_once_it_was_outside_for_so_long()
    {
        var random = new Random(20260301);
        int broken = 0;
        for (int round = 0; round < 2_000; round++)
        {
            TimeSpan lasting = TimeSpan.FromMilliseconds(random.Next(0, 8_000));
            QueryWatch watch = Watch(Errors with { Min = -5, For = lasting });
            double turns = random.NextDouble();
            bool outside = false;
            DateTimeOffset now = Start;
            DateTimeOffset? since = null;
            for (int i = 0; i < 60 && !watch.Broken; i++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(900, 1_100));
                outside ^= random.NextDouble() < turns;
                since = outside ? since ?? now : null;
                double inner = (random.NextDouble() * 10) - 5, outer = (5 + random.NextDouble() + 1e-9) * (random.Next(2) == 0 ? 1 : -1);
                string? reason = Breach(watch, watch.Hear(outside ? Answer(inner, outer) : Answer(inner), now, isPressed: true));
                Assert.Equal(since is { } from && now - from >= lasting, reason is not null);
            }

            broken += watch.Broken ? 1 : 0;
        }

        // Rounds of both kinds.
        Assert.InRange(broken, 200, 1_900);
    }

    private static QueryAnswer Nothing(string what, string reason) => what switch
    {
        "none" => Answer(),
        "NaN" => Answer(double.NaN),
        "NaN beside a number" => Answer(1, double.NaN),
        _ => QueryAnswer.Failed(reason),
    };

    private static string? Hear(QueryWatch watch, params double[] values) => HearAt(watch, 0, Answer(values));

    private static string? HearAt(QueryWatch watch, int second, QueryAnswer answer) => Breach(watch, watch.Hear(answer, Start.AddSeconds(second), isPressed: true));

    // What it was, without the rule before it; null = there was none.
    private static string? Breach(QueryWatch watch, GuardSign? sign) => sign is { Level: GuardLevel.Breach } ? sign.Reason[(watch.Text.Length + 2)..] : null;
}
