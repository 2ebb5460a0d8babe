namespace LoadProbe.Core;

/// <summary>Open model: a rate that was recorded, over again.</summary>
/// <param name="Points">The rate at some times, the first of them zero; each later than the one before.</param>
/// <param name="Curve">What the rate is between two points.</param>
/// <param name="During">The time of the last point; with <see cref="RateCurve.Steps"/> it may be longer, by what the last rate holds.</param>
public sealed record Replay(IReadOnlyList<RatePoint> Points, RateCurve Curve, TimeSpan During) : OpenPhase(During)
{
    /// <summary>The file it was read from, for people.</summary>
    public string Source { get; init; } = "";

    public override IEnumerable<RateLine> Lines()
    {
        for (int i = 0; i < Points.Count; i++)
        {
            TimeSpan end = i + 1 < Points.Count ? Points[i + 1].At : During;
            if (end <= Points[i].At) continue;
            double to = Curve == RateCurve.Steps || i + 1 == Points.Count ? Points[i].Rate : Points[i + 1].Rate;
            yield return new RateLine(end - Points[i].At, Points[i].Rate, to);
        }
    }
}

/// <summary>A rate at a time.</summary>
/// <param name="At">From the start of the phase.</param>
/// <param name="Rate">Arrivals a second.</param>
public readonly record struct RatePoint(TimeSpan At, double Rate);

/// <summary>What a rate is between two points where it is known.</summary>
public enum RateCurve : byte
{
    /// <summary>On the straight line from one to the other.</summary>
    Linear,

    /// <summary>That of the earlier one.</summary>
    Steps,
}
