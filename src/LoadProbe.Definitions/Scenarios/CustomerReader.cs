namespace LoadProbe.Definitions;

/// <summary>How the virtual customers of a scenario behave between its iterations.</summary>
internal static class CustomerReader
{
    public static Scenario Read(Fields fields, Scenario scenario)
    {
        var plan = new ScenarioPlan(scenario.Tracks);
        foreach (string key in (string[])["think", "pace"])
        {
            if (fields.Has(key) && !plan.HasClosedPhases && plan.Duration > TimeSpan.Zero) fields.Mistakes.Add(fields[key]!.At, $"{key} is between the iterations of users, and the load has none: leave it out, or write keep_constant");
        }

        if (fields.Has("think") && fields.Has("pace")) fields.Mistakes.Add(fields["pace"]!.At, "pace and think both say when a user goes on: write one of them");
        TimeSpan warmUp = fields.Duration("warm_up", TimeSpan.Zero) ?? TimeSpan.Zero;
        if (warmUp > TimeSpan.Zero && warmUp >= plan.Duration && plan.Duration > TimeSpan.Zero) fields.Mistakes.Add(fields["warm_up"]!.At, $"warm_up {Quote.Bare(fields.Text("warm_up")!)} is not shorter than the load, {Durations.Text(plan.Duration)}: nothing would be counted");
        return scenario with
        {
            WarmUp = warmUp,
            Think = fields["think"] is { } think ? Range(think, fields.Mistakes) : default,
            Pace = fields.Duration("pace", max: TimeSpan.FromHours(1)),
            Connections = fields.Choice("connections", ScenarioKeys.ConnectionWords) ?? ConnectionReuse.PerRun,
        };
    }

    // 2s, or 1s..3s; the unit may stand once: 1..3s.
    private static TimeRange Range(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "think", mistakes) is not { } text) return default;
        string[] ends = text.Split("..", 2, StringSplitOptions.TrimEntries);
        string least = ends[0].Length > 0 && char.IsAsciiDigit(ends[0][^1]) ? ends[0] + ends[^1].TrimStart("0123456789.".ToCharArray()) : ends[0];
        if (Durations.TryParse(least, out TimeSpan from) && Durations.TryParse(ends[^1], out TimeSpan to) && from >= TimeSpan.Zero && from <= to && to <= TimeSpan.FromHours(1)) return new TimeRange(from, to);
        mistakes.Add(node.At, $"think {Quote.Bare(text)} is not a time up to 1h, nor two of them, the shorter first: write for instance 2s or 1s..3s");
        return default;
    }
}
