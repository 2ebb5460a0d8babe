using System.Globalization;
using LoadProbe.Controller;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A pressure run as a person follows it: on a terminal a few lines that are written over, else a line every few seconds.</summary>
internal sealed class RunView(bool quiet)
{
    private const int LineEvery = 5;
    private const int Label = 11;

    private int _shown;
    private int _height;
    private RunState? _state;

    /// <summary>Shows the newest second.</summary>
    public void Progress(RunReport run)
    {
        if (quiet || RecentSeconds.Of(run) is not { } now) return;
        bool moved = run.State != _state || (Screen.IsLive ? now.Newest.Number > _shown : now.Newest.Number / LineEvery > _shown / LineEvery);
        if (!moved) return;
        (_shown, _state) = (now.Newest.Number, run.State);
        if (Screen.IsLive) Overwrite(run, now);
        else Console.Error.WriteLine(Line(run, now));
    }

    /// <summary>Leaves what was shown last as it stands.</summary>
    public void End()
    {
        if (_height > 0) Console.Error.WriteLine();
        _height = 0;
    }

    /// <summary>What came of it.</summary>
    public static void Print(IAnsiConsole console, RunReport run) => RunTables.Print(console, run);

    private void Overwrite(RunReport run, RecentSeconds now)
    {
        int width = Math.Max(20, Screen.Error.Profile.Width - 1);
        string[] lines = [.. Lines(run, now, width).Select(l => Fit(l, width))];
        Screen.Overwrite(_height, lines);
        _height = lines.Length;
    }

    private static IEnumerable<Figure[]> Lines(RunReport run, RecentSeconds now, int width)
    {
        ArrivalCounts total = run.Figures.Arrivals;
        RunSecond merged = now.Merged, newest = now.Newest;
        GeneratorHealth health = merged.Generator;
        // A search for the limit has no plan beforehand.
        bool known = run.Plan.Duration > TimeSpan.Zero;
        yield return [new("", $"{Word(run.State)} {run.Scenario.Name}", "bold"), .. known ? [new Figure("", Bar(newest.At / run.Plan.Duration, width - run.Scenario.Name.Length - 34), "blue")] : Array.Empty<Figure>(), new("", $"{newest.At.TotalSeconds:0}s{(known ? $" of {Durations.Text(run.Plan.Duration)}" : "")}")];
        yield return [new("rate", ""), Target(run.Plan, now), new("sent", Rate(now.SentRate)), new("completed", Rate(now.CompletedRate)), new("so far", $"{total.Completed:#,0}{(run.Plan.Arrivals > 0 ? $" of {run.Plan.Arrivals:#,0}" : "")}")];
        yield return [new("response", ""), new("p50", Durations.Text(merged.Response.P50)), new("p95", Durations.Text(merged.Response.P95)), new("p99", Durations.Text(merged.Response.P99)), new("max", Durations.Text(merged.Response.Max)), new($"(last {RecentSeconds.Window} s)", "")];
        yield return [new("in flight", ""), new("now", $"{newest.InFlight}"), new("oldest", Durations.Text(newest.OldestInFlight)), new("at most", $"{run.Figures.PeakInFlight}")];
        yield return [new("errors", ""), new("", $"{total.Failed:#,0}", total.Failed > 0 ? "red bold" : "bold"), .. Errors(run)];
        yield return [new("dropped", ""), new("", $"{total.Dropped:#,0}", total.Dropped > 0 ? "red bold" : "bold"), .. total.Drops.Named().Where(d => d.Count > 0).Select(d => new Figure(d.Name, $"{d.Count:#,0}"))];
        yield return [new("generator", ""), new("cpu", Share(health.CpuFraction)), new("waited", Share(health.CpuWaitFraction)), new("gc", Share(health.GcPauseFraction)), new("lateness p99", Durations.Text(merged.Lateness.P99), merged.Lateness.P99 > TimeSpan.FromMilliseconds(100) ? "yellow bold" : "bold"), new("memory", $"{health.MemoryBytes / 1e6:0} MB")];
    }

    // In the middle of the same seconds that the rates are of, or a ramp would look as if we fell behind it.
    private static Figure Target(ScenarioPlan plan, RecentSeconds now)
    {
        TimeSpan middle = now.Newest.At - (now.Merged.Span / 2);
        if (plan.Duration == TimeSpan.Zero) return new("target", Rate(now.Merged.TargetRate));
        return plan.UsersAt(middle) is > 0 and int users ? new("users", $"{users}") : new("target", Rate(plan.RateAt(middle)));
    }

    private static IEnumerable<Figure> Errors(RunReport run) =>
        run.Figures.Steps.SelectMany(s => s.Outcomes).Where(o => o.Key != Outcome.Ok).GroupBy(o => o.Key, o => o.Value).Select(g => (g.Key, Count: g.Sum())).OrderByDescending(e => e.Count).Select(e => new Figure(e.Key.Word(), $"{e.Count:#,0}"));

    // Figures from the left, as many as fit: nothing ever wraps.
    private static string Fit(Figure[] figures, int width)
    {
        var markup = new System.Text.StringBuilder();
        int used = 0;
        for (int i = 0; i < figures.Length; i++)
        {
            Figure f = figures[i];
            string name = f.Name.Length > 0 && f.Value.Length == 0 && i == 0 ? f.Name.PadRight(Label) : f.Name, space = i == 0 ? "" : i == 1 && figures[0].Value.Length == 0 ? "" : "   ", between = f.Name.Length > 0 && f.Value.Length > 0 ? " " : "";
            int length = space.Length + name.Length + between.Length + f.Value.Length;
            if (used + length > width) break;
            used += length;
            markup.Append(space).Append(name.Length == 0 ? "" : $"[grey]{Markup.Escape(name)}[/]").Append(between).Append(f.Value.Length == 0 ? "" : $"[{f.Style}]{Markup.Escape(f.Value)}[/]");
        }

        return markup.ToString();
    }

    private static string Line(RunReport run, RecentSeconds now)
    {
        ArrivalCounts total = run.Figures.Arrivals;
        PackedHistogram response = now.Merged.Response;
        return string.Create(CultureInfo.InvariantCulture, $"{Word(run.State),-9} {now.Newest.At.TotalSeconds,5:0}s{(run.Plan.Duration > TimeSpan.Zero ? $" of {run.Plan.Duration.TotalSeconds:0}s" : "")}  {Target(run.Plan, now).Name} {Target(run.Plan, now).Value}  sent {Rate(now.SentRate)}  in flight {now.Newest.InFlight}  p50 {Durations.Text(response.P50)}  p95 {Durations.Text(response.P95)}  p99 {Durations.Text(response.P99)}  failed {total.Failed}  dropped {total.Dropped}  cpu {Share(now.Merged.Generator.CpuFraction)}{string.Concat(Errors(run).Take(3).Select(e => $"  {e.Name} {e.Value}"))}");
    }

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();

    private static string Bar(double share, int width)
    {
        int full = (int)(Math.Clamp(share, 0, 1) * width);
        return width < 8 ? "" : new string('━', full) + new string('─', width - full);
    }

    private static string Rate(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate:0.#}/s");

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");

    private readonly record struct Figure(string Name, string Value, string Style = "bold");
}
