using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>How many runs have to pass.</summary>
internal static class SloReader
{
    private static readonly TimeSpan Standard = TimeSpan.FromDays(30);

    public static Slo? Read(Node node, TimeSpan? every, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "slo", ProbeKeys.Slo, mistakes);
        if (every is null) mistakes.Add(node.At, "slo is for what runs on a schedule: say every as well, or leave it out");
        TimeSpan window = fields.Duration("window", TimeSpan.FromDays(1), TimeSpan.FromDays(90)) ?? Standard;
        if (window.Ticks % TimeSpan.TicksPerHour != 0) mistakes.Add(fields["window"]!.At, $"window {Quote.Bare(fields.Text("window")!)} is not whole hours: write for instance 30d or 36h");
        if (!fields.Needs("objective", "objective: 99.9%")) return null;
        return Objective(fields["objective"]!, mistakes) is { } objective ? new Slo(objective, window) : null;
    }

    private static decimal? Objective(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "objective", mistakes) is not { } text) return null;
        bool read = decimal.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent);
        // Nobody can tell more: a run a second for 90 days is not eight million.
        if (read && text.EndsWith('%') && percent is > 0 and < 100 && decimal.Round(percent, 6) == percent) return percent / 100;
        mistakes.Add(node.At, $"objective {Quote.Bare(text)} is not a share above 0% and below 100% with six decimals at the most: write for instance 99.9%");
        return null;
    }
}
