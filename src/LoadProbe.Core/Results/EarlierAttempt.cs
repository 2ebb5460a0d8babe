namespace LoadProbe.Core;

/// <summary>An attempt at a journey that failed and was followed by another: kept beside the one that counts.</summary>
public sealed record EarlierAttempt(DateTimeOffset Started, TimeSpan Duration, Outcome Outcome, string? Detail)
{
    private const int LongestDetail = 300;

    public static EarlierAttempt Of(JourneyResult journey) =>
        new(journey.Started, journey.Duration, journey.Outcome, journey.Detail is { Length: > LongestDetail } text ? text[..LongestDetail] + "…" : journey.Detail);
}
