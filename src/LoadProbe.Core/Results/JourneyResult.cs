namespace LoadProbe.Core;

/// <summary>What came of one attempt at a journey.</summary>
public sealed record JourneyResult
{
    public required DateTimeOffset Started { get; init; }
    public required TimeSpan Duration { get; init; }

    /// <summary>That of the first step that was not <see cref="Outcome.Ok"/>.</summary>
    public required Outcome Outcome { get; init; }

    public string? Detail { get; init; }
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>The first step that went wrong; null = none did.</summary>
    public StepResult? FirstFailed() => FirstFailed(Steps);

    /// <summary>The result of steps run one after the other, in which the first failure counts.</summary>
    public static JourneyResult Of(DateTimeOffset started, TimeSpan duration, IReadOnlyList<StepResult> steps)
    {
        StepResult? bad = FirstFailed(steps);
        return new JourneyResult
        {
            Started = started,
            Duration = duration,
            Outcome = bad?.Outcome ?? Outcome.Ok,
            Detail = bad is null ? null : $"{bad.Name}: {bad.Detail}",
            Steps = steps,
        };
    }

    /// <summary>The result of a journey that our side could not begin: its first step says why.</summary>
    public static JourneyResult NotBegun(Journey journey, Outcome outcome, string why, DateTimeOffset at) => Of(at, TimeSpan.Zero, [.. journey.Steps.Select((step, i) => new StepResult
    {
        Name = step.Name,
        Kind = step.Kind,
        Effect = step.Effect,
        Outcome = i == 0 ? outcome : Outcome.Skipped,
        Detail = i == 0 ? why : "an earlier step failed",
        Started = at,
        Duration = TimeSpan.Zero,
    })]);

    private static StepResult? FirstFailed(IReadOnlyList<StepResult> steps) => steps.FirstOrDefault(s => s.Outcome != Outcome.Ok);
}
