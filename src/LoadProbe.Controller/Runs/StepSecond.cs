namespace LoadProbe.Controller;

/// <summary>What one step did in a <see cref="RunSecond"/>.</summary>
public sealed record StepSecond
{
    public required string Journey { get; init; }
    public required string Step { get; init; }
    public required long Completed { get; init; }
    public required long Failed { get; init; }
    public required PackedHistogram Response { get; init; }
    public required PackedHistogram Service { get; init; }

    /// <summary>The phases that were seen, in the order of time.</summary>
    public required IReadOnlyDictionary<Phase, PhaseMean> Phases { get; init; }

    public static StepSecond Of(StepSnapshot snapshot) => new()
    {
        Journey = snapshot.Journey,
        Step = snapshot.Step,
        Completed = snapshot.Completed,
        Failed = snapshot.Failed,
        Response = snapshot.Response,
        Service = snapshot.Service,
        Phases = new SortedDictionary<Phase, PhaseMean>(snapshot.Phases.ToDictionary(p => p.Key, p => new PhaseMean(p.Value.Count, p.Value.Mean))),
    };

    /// <summary>Each step of either, in the order of the first; those that only the second has come after.</summary>
    public static IReadOnlyList<StepSecond> Merge(IReadOnlyList<StepSecond> first, IReadOnlyList<StepSecond> second) =>
        [.. first.Select(a => Same(second, a) is { } b ? a.Add(b) : a), .. second.Where(b => Same(first, b) is null)];

    private static StepSecond? Same(IReadOnlyList<StepSecond> steps, StepSecond step) => steps.FirstOrDefault(s => s.Step == step.Step && s.Journey == step.Journey);

    private StepSecond Add(StepSecond other)
    {
        var phases = new SortedDictionary<Phase, PhaseMean>();
        foreach ((Phase phase, PhaseMean mean) in Phases.Concat(other.Phases)) phases[phase] = phases.GetValueOrDefault(phase).Add(mean);
        return this with
        {
            Completed = Completed + other.Completed,
            Failed = Failed + other.Failed,
            Response = Response.Add(other.Response),
            Service = Service.Add(other.Service),
            Phases = phases,
        };
    }
}

/// <summary>How long a phase took in the mean, and how many times it was seen.</summary>
public readonly record struct PhaseMean(long Count, TimeSpan Mean)
{
    public PhaseMean Add(PhaseMean other) => Count + other.Count == 0 ? default : new(Count + other.Count, ((Mean * Count) + (other.Mean * other.Count)) / (Count + other.Count));
}
