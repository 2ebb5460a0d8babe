namespace LoadProbe.Core;

/// <summary>A run that something is concluded from.</summary>
/// <param name="Result">The id of its result.</param>
/// <param name="At">When it started.</param>
/// <param name="Step">The first step that went wrong; null = none did.</param>
public sealed record Evidence(Guid Result, string Agent, DateTimeOffset At, Outcome Outcome, string? Step, string? Detail)
{
    public static Evidence Of(ProbeResult result)
    {
        JourneyResult journey = result.Journey;
        return new Evidence(result.Id, result.Agent, journey.Started, journey.Outcome, journey.FirstFailed()?.Name, journey.Detail);
    }
}
