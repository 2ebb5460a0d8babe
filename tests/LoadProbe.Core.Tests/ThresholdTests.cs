namespace LoadProbe.Core.Tests;

public class ThresholdTests
{
    [Theory]
    [InlineData("response p99 < 300ms over 10s, else abort", ThresholdFigure.Response, 99.0, 0.3)]
    [InlineData("response p99.9 <= 1.5s", ThresholdFigure.Response, 99.9, 1.5)]
    [InlineData("  service   p50<20ms  ", ThresholdFigure.Service, 50.0, 0.02)]
    [InlineData("lateness p99 < 2ms over 5s for 3 windows, else fail", ThresholdFigure.Lateness, 99.0, 0.002)]
    [InlineData("step place order: service p95 < 200ms", ThresholdFigure.Service, 95.0, 0.2)]
    [InlineData("response mean < 250us", ThresholdFigure.Response, null, 0.00025)]
    [InlineData("response avg < 250µs", ThresholdFigure.Response, null, 0.00025)]
    [InlineData("response max < 1m", ThresholdFigure.Response, null, 60.0)]
    [InlineData("errors < 0.1%", ThresholdFigure.Errors, null, 0.001)]
    [InlineData("step login: errors <= 0%", ThresholdFigure.Errors, null, 0.0)]
    [InlineData("drops < 5% over 10m", ThresholdFigure.Drops, null, 0.05)]
    [InlineData("rate > 450/s over 10s, else abort", ThresholdFigure.Rate, null, 450.0)]
    [InlineData("rate >= 30/m", ThresholdFigure.Rate, null, 0.5)]
    [InlineData("step pay: wait p99 < 100 ms", ThresholdFigure.Wait, 99.0, 0.1)]
    [InlineData("dns max < 50ms over 10 s for 1 window", ThresholdFigure.Dns, null, 0.05)]
    [InlineData("journey order-api: connect mean < 5ms", ThresholdFigure.Connect, null, 0.005)]
    [InlineData("tls p95 < 30ms", ThresholdFigure.Tls, 95.0, 0.03)]
    [InlineData("receive p50 < 1s else warn", ThresholdFigure.Receive, 50.0, 1.0)]
    [InlineData("send p50 < 1s", ThresholdFigure.Send, 50.0, 1.0)]
    [InlineData("in_flight < 500 over 10s for 3 windows", ThresholdFigure.InFlight, null, 500.0)]
    [InlineData("oldest < 2s, else abort", ThresholdFigure.Oldest, null, 2.0)]
    [InlineData("retransmissions < 2% over 5s, else abort", ThresholdFigure.Retransmissions, null, 0.02)]
    [InlineData("resets < 1% over 10s, else hold until 0.1%", ThresholdFigure.Resets, null, 0.01)]
    [InlineData("network_rtt mean < 20ms over 5s", ThresholdFigure.NetworkRtt, null, 0.02)]
    [InlineData("network_rtt p95 < 20ms", ThresholdFigure.NetworkRtt, 95.0, 0.02)]
    [InlineData("drops < 0.5 %", ThresholdFigure.Drops, null, 0.005)]
    public void Reads_what_a_person_writes(string text, ThresholdFigure figure, double? percentile, double limit)
    {
        Threshold threshold = Threshold.Parse(text, out string? fault)!;

        Assert.Null(fault);
        Assert.Equal((figure, percentile, text), (threshold.Figure, threshold.Percentile, threshold.Text));
        Assert.Equal(limit, threshold.Limit, 1e-12);
    }

    [Fact]
    public void Each_part_of_the_sentence_has_its_meaning()
    {
        Threshold threshold = Threshold.Parse("step place order: service p99 >= 2ms over 5s for 3 windows, else abort", out _)!;

        Assert.Equal(("place order", false, true, true), (threshold.Step, threshold.Below, threshold.OrEqual, threshold.Abort));
        Assert.Equal((TimeSpan.FromSeconds(5), 3), (threshold.Over, threshold.Windows));
        Assert.False(Threshold.Parse("errors < 1%, else fail", out _)!.Abort);
        Assert.Null(Threshold.Parse("errors < 1%", out _)!.Over);
        Assert.Equal((BreachAction.Warn, BreachAction.Fail, BreachAction.Fail), (Else(", else warn"), Else(", else fail"), Else("")));
        Assert.Equal(("order-api", null), (Threshold.Parse("journey order-api: errors < 1%", out _)!.Journey, Threshold.Parse("journey order-api: errors < 1%", out _)!.Step));
        Assert.Equal("GET http://shop:80/a", Threshold.Parse("step GET http://shop:80/a: rate > 1/s", out _)!.Step);

        static BreachAction Else(string then) => Threshold.Parse($"errors < 1%{then}", out _)!.Else;
    }

    [Theory]
    [InlineData("", "is not a threshold: write for instance")]
    [InlineData("fast", "is not a threshold: write for instance")]
    [InlineData("< 300ms", "is not a threshold: write for instance")]
    [InlineData("response p99 below 300ms", "is not a threshold: below is no comparison, write <, <=, > or >=")]
    [InlineData("response p99 =< 300ms", "=< is no comparison: write <, <=, > or >=")]
    [InlineData("errors == 0%", "== is no comparison: write <, <=, > or >=")]
    [InlineData("latency p99 < 300ms", "latency is not a figure: did you mean \"response\"? Known are response, service, lateness, dns")]
    [InlineData("respnse p99 < 300ms", "did you mean \"response\"?")]
    [InlineData("inflight < 10", "did you mean \"in_flight\"?")]
    [InlineData("ttfb p99 < 10ms", "did you mean \"wait\"?")]
    [InlineData("p99 < 300ms", "say of what before p99: response p99, service p99, wait p99")]
    [InlineData("response p99 p95 < 300ms", "p95 is not understood")]
    [InlineData("step pay service p95 < 200ms", "write a colon after the name: step pay: service p95")]
    [InlineData("stage pay: errors < 1%", "stage pay: is not understood: write step and its name, or journey and its name, before the colon")]
    [InlineData("step : errors < 1%", "write step and its name")]
    [InlineData("response p99 < 300ms, else stop", "else stop is not known: It is one of warn, fail, hold, back off, abort")]
    [InlineData("response p99 < 300ms, else hold", "say \"over 10s\" before it")]
    [InlineData("response p99 < 300ms over 5s, else abort until 200ms", "come after hold or back off")]
    [InlineData("response p99 < 300ms over 5s, else hold until 400ms", "until 400ms is beyond the limit itself")]
    [InlineData("response p99 < 300ms over 5s, else back off for 1h", "for 1h is not a time from 1s to 10m")]
    [InlineData("response p99 < 300ms, else abrt", "did you mean \"abort\"?")]
    [InlineData("response p99 < 300ms, else abort over 10s", ", else abort over 10s is not understood: after the limit come \"over 10s\", \"for 3 windows\" and \", else abort\", in this order")]
    [InlineData("response p99 < 300ms over 10s for 0 windows", "for 0 windows is not from 1 to 1000")]
    [InlineData("packet_loss < 2%", "did you mean \"retransmissions\"?")]
    [InlineData("retransmissions < 20", "20 is not a share such as 0.1%")]
    [InlineData("retransmissions p99 < 2%", "retransmissions has no p99")]
    [InlineData("step pay: resets < 1%", "resets are of the whole run, not of a step")]
    [InlineData("network_rtt < 20ms", "say which of network_rtt: p50")]
    [InlineData("journey pay: network_rtt mean < 20ms", "network_rtt is of the whole run, not of a journey")]
    [InlineData("in_flight < 5%", "5% is not a number such as 500")]
    [InlineData("in_flight < 1.5", "1.5 is not a number such as 500")]
    [InlineData("oldest < 5", "5 is not a time such as 300ms")]
    [InlineData("rate > -1/s", "-1/s is not a rate such as 500/s")]
    [InlineData("response p99 < -5ms", "-5ms is not a time such as 300ms")]
    [InlineData("oldest p99 < 5s", "oldest has no p99")]
    [InlineData("journey buy: in_flight < 5", "in_flight is of the whole run, not of a journey")]
    [InlineData("response < 300ms", "say which of response: p50, p95, p99, p99.9, mean or max")]
    [InlineData("errors p99 < 1%", "errors has no p99")]
    [InlineData("rate max > 10/s", "rate has no max")]
    [InlineData("response p101 < 300ms", "p101 is not a percentile from p0 to p100")]
    [InlineData("response p99 < 300", "300 is not a time such as 300ms")]
    [InlineData("response p99 < 1.2.3s", "1.2.3s is not a time such as 300ms")]
    [InlineData("response p99 < 3%", "3% is not a time such as 300ms")]
    [InlineData("errors < 0.1", "0.1 is not a share such as 0.1%")]
    [InlineData("errors < 101%", "101% is not a share such as 0.1%")]
    [InlineData("errors < 1..1%", "1..1% is not a share such as 0.1%")]
    [InlineData("rate > 500", "500 is not a rate such as 500/s")]
    [InlineData("errors < 1% over 10", "10 is not a duration such as 10s")]
    [InlineData("errors < 1% over 500ms", "a window is from 1s to 10m")]
    [InlineData("errors < 1% over 11m", "a window is from 1s to 10m")]
    [InlineData("errors < 1% over 5y", "5y is not a duration such as 10s")]
    [InlineData("errors < 1% for 3 windows", "windows are counted only with \"over\"")]
    [InlineData("errors < 1% over 1500ms", "a window is whole seconds")]
    [InlineData("step login: lateness p99 < 1ms", "lateness is of the whole run, not of a step")]
    [InlineData("step login: drops < 1%", "drops are of the whole run, not of a step")]
    public void Says_what_would_be_right(string text, string wanted)
    {
        Assert.Null(Threshold.Parse(text, out string? fault));
        Assert.Contains(wanted, fault, StringComparison.Ordinal);
        Assert.Contains($"\"{text}\"", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response p50 < 31ms", true, "30ms")]
    [InlineData("response p50 < 29ms", false, "30ms")]
    [InlineData("response max <= 1s", false, "2s")]
    [InlineData("service mean > 9ms", true, "10ms")]
    [InlineData("lateness p99 < 2ms", true, "1ms")]
    [InlineData("errors < 25%", false, "25%")]
    [InlineData("errors <= 25%", true, "25%")]
    [InlineData("drops < 21%", true, "20%")]
    [InlineData("rate >= 2/s", true, "2/s")]
    [InlineData("rate > 2/s", false, "2/s")]
    [InlineData("step pay: errors < 50%", false, "50%")]
    [InlineData("step pay: service p99 < 500ms", true, "400ms")]
    [InlineData("step pay: rate > 0.9/s", true, "1/s")]
    [InlineData("step pay: wait p99 < 300ms", false, "350ms")]
    [InlineData("step pay: wait max <= 350ms", true, "350ms")]
    [InlineData("wait p50 < 30ms", true, "20ms")]
    [InlineData("journey sell: wait p99 < 400ms", true, "350ms")]
    [InlineData("journey buy: errors < 50%", false, "100%")]
    [InlineData("journey sell: errors <= 0%", true, "0%")]
    [InlineData("journey buy: rate > 1/s", false, "0.5/s")]
    [InlineData("journey buy: response p99 < 1s", true, "700ms")]
    [InlineData("journey buy: service max < 1s", true, "600ms")]
    [InlineData("in_flight < 7", false, "7")]
    [InlineData("oldest < 3s", true, "2.5s")]
    public void Is_held_against_the_figures_of_a_run(string text, bool holds, string shown)
    {
        ThresholdReading reading = Threshold.Parse(text, out _)!.Read(Figures(), TimeSpan.FromSeconds(2));

        Assert.Equal(holds, reading.Holds);
        Assert.Equal($"{text}: {shown}", reading.ToString());
    }

    [Theory]
    [InlineData("response p99 < 1h")]
    [InlineData("errors <= 100%")]
    [InlineData("drops <= 100%")]
    [InlineData("step pay: errors <= 100%")]
    [InlineData("step no such: rate >= 0/s")]
    [InlineData("journey no such: response p99 < 1h")]
    [InlineData("step pay: wait p99 < 1h")]
    [InlineData("dns p99 < 1h")]
    [InlineData("in_flight <= 500")]
    [InlineData("oldest < 1h")]
    public void No_data_is_a_breach(string text)
    {
        ThresholdReading reading = Threshold.Parse(text, out _)!.Read(new RunFigures(), TimeSpan.FromSeconds(2));

        Assert.Equal((false, null), (reading.Holds, reading.Value));
        Assert.Equal($"{text}: no data", reading.ToString());
    }

    // Five due in two seconds: one dropped, four done, one of them badly, in 10, 30, 30 and 2000 ms.
    private static RunFigures Figures()
    {
        var figures = new RunFigures();
        var snapshot = new Snapshot
        {
            Agent = "here",
            Number = 1,
            At = TimeSpan.FromSeconds(2),
            InFlight = 2,
            Arrivals = new ArrivalCounts(Due: 5, Sent: 4, Dropped: 1, Completed: 4, Failed: 1, Abandoned: 0),
            Response = Of(10, 30, 30, 2_000),
            Service = Of(10, 10, 10, 10),
            Lateness = Of(1, 1, 1, 1),
            // The same step of two journeys: a threshold on it is about both.
            Steps = [Step("buy", "look", failed: 0, wait: 20), Step("buy", "pay", failed: 1, wait: 350), Step("sell", "pay", failed: 0, wait: 350), Step("sell", "tell", failed: 0, wait: 10)],
            Journeys = [new JourneySnapshot { Journey = "buy", Response = Of(700), Service = Of(600) }],
            OldestInFlight = TimeSpan.FromSeconds(2.5),
        };
        figures.Add(snapshot);
        // What all agents have at their most is taken together.
        PackedHistogram none = PackedHistogram.Empty;
        figures.Add(new Snapshot { Agent = "there", Number = 1, At = snapshot.At, InFlight = 5, Arrivals = default, Response = none, Service = none, Lateness = none, Steps = [] });
        return figures;
    }

    private static StepSnapshot Step(string journey, string step, int failed, int wait) => new()
    {
        Journey = journey,
        Step = step,
        Completed = 1,
        Failed = failed,
        Outcomes = new Dictionary<Outcome, long> { [failed > 0 ? Outcome.StatusMismatch : Outcome.Ok] = 1 },
        Response = Of(400),
        Service = Of(400),
        Phases = new Dictionary<Phase, PackedHistogram> { [Phase.Wait] = Of(wait) },
    };

    private static PackedHistogram Of(params int[] milliseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (int value in milliseconds) histogram.Record(TimeSpan.FromMilliseconds(value));
        return PackedHistogram.Of(histogram);
    }
}
