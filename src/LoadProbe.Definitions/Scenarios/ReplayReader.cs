using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>A phase whose rate is in a file.</summary>
internal sealed class ReplayReader(LoadCaps caps, string folder)
{
    private const long MostBytes = 16 << 20;

    public Replay? Read(Fields fields)
    {
        RateCurve? curve = fields.Has("curve") ? fields.Choice("curve", PhaseKeys.CurveWords) : RateCurve.Linear;
        double? scale = Factor(fields, "scale"), speed = Factor(fields, "speed");
        if (!fields.Needs("file", "file: traffic.csv") || Recorded(fields, out string path) is not { } recorded) return null;
        if (curve is not { } c || scale is not { } s || speed is not { } v) return null;
        RatePoint[] points = [.. recorded.Select(p => new RatePoint(p.At / v, p.Rate * s))];
        // The last rate of a staircase holds as long as the one before it did.
        TimeSpan during = points[^1].At + (c == RateCurve.Steps ? points[^1].At - points[^2].At : TimeSpan.Zero);
        double peak = points.Max(p => p.Rate);
        string? fault = caps.Excess(peak) is { } excess ? string.Create(CultureInfo.InvariantCulture, $"with its peak of {peak:0.###}/s {excess}, with scale for instance")
            : peak <= 0 ? "has no rate above zero: there would be no load"
            : during > TimeSpan.FromHours(24) ? $"would take {Durations.Text(during)}: make it at most 24h, with speed for instance"
            : points.Zip(points.Skip(1)).Any(p => p.Second.At <= p.First.At) ? "has times that are one at that speed: make speed lower"
            : null;
        if (fault is null) return new Replay(points, c, during) { Source = path };
        fields.Mistakes.Add(fields["file"]!.At, $"{Quote.Line(path)} {fault}");
        return null;
    }

    private List<RatePoint>? Recorded(Fields fields, out string path)
    {
        path = "";
        Node node = fields["file"]!;
        if (Scalars.Text(node, "file", fields.Mistakes) is not { } file) return null;
        path = Sources.Find(folder, file) ?? "";
        if (path.Length == 0)
        {
            fields.Mistakes.Add(node.At, $"{Quote.Bare(file)}: there is no such file in this folder or those above it");
            return null;
        }

        if (TextFile.Read(path, MostBytes, out string? fault) is not { } text)
        {
            fields.Mistakes.Add(node.At, $"{Quote.Line(path)} {fault}");
            return null;
        }

        var mistakes = new Mistakes();
        List<RatePoint> points = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? RateJson.Read(text, path, mistakes) : RateCsv.Read(text, path, mistakes);
        fields.Mistakes.Add(mistakes.Sorted());
        return mistakes.Count == 0 ? points : null;
    }

    private static double? Factor(Fields fields, string key)
    {
        if (!fields.Has(key)) return 1;
        if (fields.Number(key) is not { } factor) return null;
        if (factor is > 0 and <= 1e6) return factor;
        fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(fields.Text(key)!)} is not more than zero and at most a million");
        return null;
    }
}
