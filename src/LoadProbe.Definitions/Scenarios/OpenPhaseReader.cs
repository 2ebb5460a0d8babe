namespace LoadProbe.Definitions;

/// <summary>Phases with a rate of arrivals.</summary>
internal sealed class OpenPhaseReader(LoadCaps caps, string folder)
{
    private const int MostSteps = 1_000;

    private readonly ReplayReader _replay = new(caps, folder);

    /// <param name="number">The phase's in the file: its seed when it has none, so that no two are alike by accident.</param>
    public OpenPhase? Read(KeyTable kind, Fields fields, LoadPhase? before, int number)
    {
        ArrivalPattern? pattern = fields.Has("arrivals") ? fields.Choice("arrivals", PhaseKeys.PatternWords) : ArrivalPattern.Even;
        bool chance = pattern == ArrivalPattern.Poisson || kind == PhaseKeys.InjectRandom;
        int? seed = fields.Has("seed") ? fields.Whole("seed", 0, int.MaxValue) : chance ? number : 0;
        if (fields.Has("seed") && !chance) fields.Mistakes.Add(fields["seed"]!.At, "seed says nothing where nothing is left to chance: write arrivals: poisson as well, or leave it out");
        OpenPhase? phase = kind.Name switch
        {
            "inject" => Inject(fields),
            "ramping_inject" => RampingInject(fields, before),
            "inject_random" => InjectRandom(fields),
            "inject_steps" => InjectSteps(fields),
            _ => _replay.Read(fields),
        };
        return phase is null || pattern is null || seed is null ? null : phase with { Arrivals = pattern.Value, Seed = seed.Value };
    }

    private Inject? Inject(Fields fields)
    {
        double? rate = fields.Needs("rate", "rate: 10/s") ? caps.Rate(fields, "rate") : null;
        return During(fields) is { } during && rate is { } r ? new Inject(r, during) : null;
    }

    private RampingInject? RampingInject(Fields fields, LoadPhase? before)
    {
        double? to = fields.Needs("to", "to: 500/s") ? caps.Rate(fields, "to", zero: true) : null;
        double? from = fields.Has("from") ? caps.Rate(fields, "from", zero: true) : (before as OpenPhase)?.LastRate() ?? 0;
        if (to == 0 && from == 0) fields.Mistakes.Add(fields["to"]!.At, "a ramp from zero to zero is no load: write pause, or a rate above zero");
        return During(fields) is { } during && to is { } t && from is { } f ? new RampingInject(f, t, during) : null;
    }

    private InjectRandom? InjectRandom(Fields fields)
    {
        double? min = fields.Needs("min", "min: 50/s") ? fields.Rate("min", zero: true) : null;
        double? max = fields.Needs("max", "max: 150/s") ? caps.Rate(fields, "max") : null;
        if (min > max) fields.Mistakes.Add(fields["min"]!.At, $"min {Quote.Bare(fields.Text("min")!)} is above max {Quote.Bare(fields.Text("max")!)}: make it at most that");
        return During(fields) is { } during && min is { } low && max is { } high ? new InjectRandom(low, high, during) : null;
    }

    private InjectSteps? InjectSteps(Fields fields)
    {
        double? from = fields.Needs("from", "from: 100/s") ? caps.Rate(fields, "from", zero: true) : null;
        double? to = fields.Needs("to", "to: 500/s") ? caps.Rate(fields, "to", zero: true) : null;
        double? by = fields.Needs("by", "by: 100/s") ? fields.Rate("by") : null;
        TimeSpan? each = fields.Needs("each", "each: 30s") ? fields.Duration("each") : null;
        if (from is not { } f || to is not { } t || by is not { } b || each is not { } e) return null;
        if (t == 0 && f == 0) fields.Mistakes.Add(fields["to"]!.At, "steps from zero to zero are no load: write pause, or a rate above zero");
        else if (Math.Abs(t - f) / b > MostSteps - 1) fields.Mistakes.Add(fields["by"]!.At, $"by {Quote.Bare(fields.Text("by")!)} makes more than {MostSteps} steps: make it larger, or write ramping_inject");
        else if (e * Core.InjectSteps.Count(f, t, b) > TimeSpan.FromHours(24)) fields.Mistakes.Add(fields["each"]!.At, $"each {Quote.Bare(fields.Text("each")!)} makes the steps longer than 24h together: make it shorter");
        else return new InjectSteps(f, t, b, e);
        return null;
    }

    private static TimeSpan? During(Fields fields) => fields.Needs("during", "during: 1m") ? fields.Duration("during") : null;
}
