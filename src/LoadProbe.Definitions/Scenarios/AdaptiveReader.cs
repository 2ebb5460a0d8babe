using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Phases that search for the limit.</summary>
internal sealed class AdaptiveReader(Target? target)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly LoadCaps _caps = new(target);

    public AdaptivePhase? Read(KeyTable kind, Fields fields)
    {
        int before = fields.Mistakes.Count;
        bool steps = kind == PhaseKeys.Step;
        double? from = fields.Needs("from", "from: 50/s") ? _caps.Rate(fields, "from") : null;
        double? to = To(fields);
        double? by = steps && fields.Needs("by", "by: 50/s") ? fields.Rate("by") : null;
        TimeSpan hold = Whole(fields, "hold", 5 * Second) ?? (steps ? 30 * Second : 10 * Second);
        TimeSpan rest = Whole(fields, "rest", Second) ?? 5 * Second;
        int confirm = fields.Whole("confirm", 0, 5) ?? 1;
        double factor = steps || !fields.Has("factor") ? 1.5 : Factor(fields) ?? 0;
        double precision = steps || !fields.Has("precision") ? 0.05 : Precision(fields) ?? 0;
        if (from is { } f && to is { } t && t <= f) fields.Mistakes.Add((fields["to"] ?? fields["from"])!.At, string.Create(CultureInfo.InvariantCulture, $"to {t:0.###}/s is not above from {f:0.###}/s: there would be nothing to search"));
        if (fields.Mistakes.Count > before || from is null || to is null) return null;
        AdaptivePhase phase = steps ? new StepLoad(from.Value, by!.Value, to.Value, hold, confirm, rest) : new FindCapacity(from.Value, to.Value, factor, hold, precision, confirm, rest);
        if (phase.During <= TimeSpan.FromHours(24)) return phase;
        fields.Report($"it may take {Durations.Text(phase.During)}: make it at most 24h, with larger steps or a shorter hold");
        return null;
    }

    private double? To(Fields fields)
    {
        if (fields.Has("to")) return _caps.Rate(fields, "to");
        if (target?.Caps.Rate is { } cap) return cap;
        if (target is not null) fields.Report($"to is missing, and target {Quote.Bare(target.Name)} has no caps.rate to stop at: write for instance to: 1000/s");
        return null;
    }

    // Snapshots are a second each.
    private static TimeSpan? Whole(Fields fields, string key, TimeSpan min)
    {
        if (!fields.Has(key) || fields.Duration(key, min, TimeSpan.FromMinutes(10)) is not { } time) return null;
        if (time.Ticks % Second.Ticks == 0) return time;
        fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(fields.Text(key)!)} is not whole seconds");
        return null;
    }

    private static double? Factor(Fields fields)
    {
        if (fields.Number("factor") is not { } factor) return null;
        if (factor is >= 1.05 and <= 10) return factor;
        fields.Mistakes.Add(fields["factor"]!.At, $"factor {Quote.Bare(fields.Text("factor")!)} is not from 1.05 to 10");
        return null;
    }

    private static double? Precision(Fields fields)
    {
        string text = fields.Text("precision") ?? "";
        bool read = double.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share);
        if (read && text.EndsWith('%') && share is >= 1 and <= 50) return share / 100;
        if (text.Length > 0) fields.Mistakes.Add(fields["precision"]!.At, $"precision {Quote.Bare(text)} is not a share from 1% to 50%");
        return null;
    }
}
