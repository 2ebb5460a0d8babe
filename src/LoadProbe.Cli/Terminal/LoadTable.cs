using System.Globalization;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A load profile as a table: its phases, and rate or users at some times in each.</summary>
internal static class LoadTable
{
    private const int MostRows = 12;

    public static Table Of(LoadPlan plan)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("at", "phase", "rate or users", "");
        if (plan.Search is { } search) return Climb(search, table);
        for (int i = 0; i < plan.Phases.Count; i++)
        {
            (LoadPhase phase, TimeSpan start) = (plan.Phases[i], plan.Starts[i]);
            string name = Name(phase);
            foreach (TimeSpan into in Times(phase))
            {
                table.AddRow(Durations.Text(start + into), Markup.Escape(name), Amount(plan, start + into), Bar(plan, start + into));
                name = "";
            }
        }

        return table;
    }

    // The way up if all holds; where it turns, what comes back will say.
    private static Table Climb(AdaptivePhase search, Table table)
    {
        TimeSpan at = search.Ramp;
        string name = string.Create(CultureInfo.InvariantCulture, $"{(search is StepLoad ? "step" : Word(search))}, each held {Durations.Text(search.Hold)} or more");
        int rows = 0;
        for (double rate = search.From; ; rate = Math.Min(search.To, search.Above(rate)))
        {
            if (rows++ < MostRows || rate >= search.To) table.AddRow(Durations.Text(at), Markup.Escape(name), string.Create(CultureInfo.InvariantCulture, $"{rate:0.#}/s"), new string('█', (int)Math.Round(rate / search.To * 40)));
            (name, at) = ("", at + search.Hold + search.Ramp + CapacitySearch.Lead);
            if (rate >= search.To) return table;
        }
    }

    // Enough to see the shape: each step of a staircase, the start, middle and end of what is straight.
    private static IEnumerable<TimeSpan> Times(LoadPhase phase) => phase switch
    {
        InjectSteps steps => Spread((int)Math.Round(steps.During / steps.Each), steps.During),
        Replay replay => Spread(Math.Min(replay.Points.Count, MostRows), replay.During),
        InjectRandom => Spread(6, phase.During),
        Inject or KeepConstant or Iterations or Pause => [TimeSpan.Zero],
        _ => [TimeSpan.Zero, phase.During * 0.5, phase.During * 0.999],
    };

    private static IEnumerable<TimeSpan> Spread(int count, TimeSpan during)
    {
        int rows = Math.Min(count, MostRows);
        return Enumerable.Range(0, rows).Select(i => during * ((double)(i * count / rows) / count));
    }

    private static string Name(LoadPhase phase)
    {
        string name = $"{Word(phase)} {Durations.Text(phase.During)}";
        return phase switch
        {
            Iterations iterations => $"{name}, {iterations.Count} iterations",
            Replay replay => $"{name}, {Path.GetFileName(replay.Source)}{Pattern(replay)}",
            OpenPhase open => name + Pattern(open),
            _ => name,
        };
    }

    private static string Pattern(OpenPhase phase) => phase.Arrivals == ArrivalPattern.Poisson ? ", poisson" : "";

    private static string Word(LoadPhase phase) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(phase.GetType().Name);

    private static string Amount(LoadPlan plan, TimeSpan at) => plan.UsersAt(at) is > 0 and int users ? $"{users} users" : string.Create(CultureInfo.InvariantCulture, $"{plan.RateAt(at):0.###}/s");

    private static string Bar(LoadPlan plan, TimeSpan at)
    {
        double share = plan.UsersAt(at) is > 0 and int users ? (double)users / plan.PeakUsers : plan.PeakRate > 0 ? plan.RateAt(at) / plan.PeakRate : 0;
        return new string('█', (int)Math.Round(share * 40));
    }
}
