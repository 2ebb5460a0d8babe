namespace LoadProbe.Controller;

/// <summary>A probe on an agent: its newest result, and its last runs, oldest first.</summary>
public sealed record BoardEntry(ProbeResult Newest, IReadOnlyList<Dot> Recent);

/// <summary>One run as a point of a sparkline.</summary>
public readonly record struct Dot(DateTimeOffset Started, Verdict Verdict, TimeSpan Duration)
{
    public static Dot Of(ProbeResult result) => new(result.Journey.Started, result.Verdict, result.Journey.Duration);
}
