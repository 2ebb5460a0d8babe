using System.Globalization;

namespace LoadProbe.Core.Tests;

/// <summary>What holds of every threshold.</summary>
public class ThresholdPropertyTests
{
    private static readonly string[] Times = ["response", "service", "lateness", "dns", "connect", "tls", "send", "wait", "receive"];
    private static readonly string[] Signs = ["<", "<=", ">", ">="];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_put_together_from_its_parts_is_read_as_they_say(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            (string text, ThresholdFigure figure, double limit) = Sentence(random, out string? step, out string? journey, out TimeSpan? over, out int windows, out BreachAction then);
            Threshold? threshold = Threshold.Parse(text, out string? fault);
            Assert.True(threshold is not null, fault);
            Assert.Equal((figure, step, journey, over, windows, then), (threshold.Figure, threshold.Step, threshold.Journey, threshold.Over, threshold.Windows, threshold.Else));
            Assert.Equal(limit, threshold.Limit, 1e-9);
            Assert.Equal(1, new[] { threshold.IsMax, threshold.IsMean, threshold.Percentile is not null, !figure.HasStatistic() }.Count(b => b));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_stands_there_is_a_threshold_or_a_fault_that_quotes_it(int seed)
    {
        var random = new Random(seed);
        const string pieces = "<>=:,. %/%pso59einr\t\"µ≤";
        for (int i = 0; i < 500; i++)
        {
            char[] text = Sentence(random, out _, out _, out _, out _, out _).Text.ToCharArray();
            for (int k = random.Next(1, 6); k > 0; k--) text[random.Next(text.Length)] = pieces[random.Next(pieces.Length)];
            var mutated = new string(text)[random.Next(3)..];
            Threshold? threshold = Threshold.Parse(mutated, out string? fault);
            Assert.Equal(threshold is null, fault is not null);
            if (fault is not null) Assert.StartsWith($"\"{mutated}\"", fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_figure_keeps_either_a_threshold_or_the_opposite_of_it(int seed)
    {
        var random = new Random(seed);
        RunFigures figures = Figures(random, out _);
        for (int i = 0; i < 50; i++)
        {
            string text = Sentence(random, out _, out _, out _, out _, out _).Text;
            Threshold threshold = Threshold.Parse(text, out _)!;
            ThresholdReading reading = threshold.Read(figures, TimeSpan.FromSeconds(3));
            ThresholdReading opposite = (threshold with { Below = !threshold.Below, OrEqual = !threshold.OrEqual }).Read(figures, TimeSpan.FromSeconds(3));
            if (reading.Value is null) Assert.False(reading.Holds || opposite.Holds);
            else Assert.NotEqual(reading.Holds, opposite.Holds);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_percentile_is_that_of_the_sorted_times_however_they_were_spread_over_agents_and_seconds(int seed)
    {
        var random = new Random(seed);
        RunFigures figures = Figures(random, out List<double> seconds);
        seconds.Sort();
        foreach (double percent in (double[])[0, 50, 90, 99, 99.9, 100])
        {
            double exact = seconds[Math.Max(0, (int)Math.Ceiling(percent / 100 * seconds.Count) - 1)];
            string name = string.Create(CultureInfo.InvariantCulture, $"response p{percent}");
            Assert.True(Parse($"{name} < {Seconds(exact * 1.002)}").Read(figures, default).Holds, name);
            Assert.False(Parse($"{name} < {Seconds(exact * 0.998)}").Read(figures, default).Holds, name);
        }
    }

    private static Threshold Parse(string text) => Threshold.Parse(text, out _)!;

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.###}us");

    private static (string Text, ThresholdFigure Figure, double Limit) Sentence(Random random, out string? step, out string? journey, out TimeSpan? over, out int windows, out BreachAction then)
    {
        (step, journey, over, windows, then) = (null, null, null, 1, BreachAction.Fail);
        string gap = new(' ', random.Next(1, 3));
        (string word, string limit, double value) = random.Next(8) switch
        {
            0 => ("errors", "2.5%", 0.025),
            1 => ("rate", "90/m", 1.5),
            2 => ("drops", "0%", 0),
            3 => ("in_flight", "12", 12),
            6 => ("retransmissions", "1.25%", 0.0125),
            7 => ("resets", "100%", 1),
            4 => ("oldest", "1.5s", 1.5),
            _ => (Times[random.Next(Times.Length)], "250ms", 0.25),
        };
        var figure = Enum.GetValues<ThresholdFigure>().First(f => f.Word() == word);
        string text = figure.HasStatistic() ? $"{word}{gap}{new[] { "p50", "p99.9", "mean", "avg", "max" }[random.Next(5)]}" : word;
        if (figure.IsOfSteps() && random.Next(2) == 0)
        {
            if (random.Next(2) == 0) (step, text) = ("place order", $"step{gap}place order:{gap}{text}");
            else (journey, text) = ("order-api", $"journey{gap}order-api:{gap}{text}");
        }

        string around = random.Next(2) == 0 ? "" : gap;
        text = $"{text}{around}{Signs[random.Next(4)]}{around}{limit}";
        if (random.Next(2) == 0)
        {
            over = TimeSpan.FromSeconds(random.Next(1, 600));
            text += $"{gap}over{gap}{over.Value.TotalSeconds}s";
            if (random.Next(2) == 0) text += $"{gap}for{gap}{windows = random.Next(1, 20)} windows";
        }

        // What holds the load back is judged over windows only.
        BreachAction[] actions = over is null ? [BreachAction.Fail, BreachAction.Warn, BreachAction.Abort] : Enum.GetValues<BreachAction>();
        if (random.Next(2) == 0) text += $"{(random.Next(2) == 0 ? "," : "")}{gap}else {((then = actions[random.Next(actions.Length)]) == BreachAction.BackOff ? $"back{gap}off" : then.ToString().ToLowerInvariant())}";
        return (text, figure, value);
    }

    private static RunFigures Figures(Random random, out List<double> seconds)
    {
        var figures = new RunFigures();
        seconds = [];
        for (int i = random.Next(1, 20); i > 0; i--)
        {
            var response = new LatencyHistogram();
            for (int k = random.Next(1, 60); k > 0; k--)
            {
                double time = Math.Exp((random.NextDouble() * 8) - 6);
                seconds.Add(time);
                response.Record(TimeSpan.FromSeconds(time));
            }

            PackedHistogram times = PackedHistogram.Of(response);
            figures.Add(new Snapshot
            {
                Agent = $"agent {random.Next(3)}", Number = i, At = TimeSpan.FromSeconds(i), InFlight = random.Next(9), Response = times, Service = times, Lateness = times,
                Arrivals = new ArrivalCounts(random.Next(50, 60), random.Next(40, 50), random.Next(10), random.Next(30, 40), random.Next(5), 0), Steps = [],
            });
        }

        return figures;
    }
}
