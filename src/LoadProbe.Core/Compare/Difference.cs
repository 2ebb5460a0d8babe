using System.Globalization;

namespace LoadProbe.Core;

/// <summary>One figure in two runs.</summary>
/// <param name="Step">Null = the journeys as a whole.</param>
/// <param name="A">In the first run: completed a second, a share from 0 to 1, or seconds; not a number when it has none.</param>
/// <param name="B">In the second.</param>
/// <param name="Tolerance">How much worse B may be, as a share of A.</param>
public sealed record Difference(string? Step, ComparedFigure Figure, double A, double B, double Tolerance, Change Change)
{
    /// <summary>The interval of B − A; null when there were too few values for one.</summary>
    public double? Low { get; private init; }

    public double? High { get; private init; }

    public double Value => B - A;

    /// <summary>As a share of A; not a number when A is zero.</summary>
    public double Share => A == 0 ? double.NaN : (B - A) / A;

    /// <summary>Worse than chance explains, and by more than the tolerance. From zero, anything is more.</summary>
    public bool IsRegression => Change == Change.Worse && (A == 0 || Math.Abs(Share) > Tolerance);

    /// <summary>One of its values for a person: <c>99.8/s</c>, <c>0.12%</c>, <c>412ms</c>.</summary>
    public string Text(double value) =>
        !double.IsFinite(value) ? "-"
        : Figure == ComparedFigure.Rate ? value.ToString("0.#", CultureInfo.InvariantCulture) + "/s"
        : Figure == ComparedFigure.Errors ? value.ToString("0.###%", CultureInfo.InvariantCulture)
        : Durations.Text(TimeSpan.FromSeconds(value));

    /// <summary>A difference for a person: as a share of A, or by itself when A is zero.</summary>
    public string ChangeText(double? difference) =>
        difference is not { } known || !double.IsFinite(known) ? "-"
        : A == 0 ? (known > 0 ? "+" : "") + Text(known)
        : (known / A).ToString(Math.Abs(known / A) < 1 ? "+0.#%;-0.#%;0%" : "+0%;-0%", CultureInfo.InvariantCulture);

    internal Difference Within((double Low, double High) deviation)
    {
        double low = Value + deviation.Low, high = Value + deviation.High;
        return this with { Low = low, High = high, Change = low > 0 ? Figure.MoreIsWorse ? Change.Worse : Change.Better : high < 0 ? Figure.MoreIsWorse ? Change.Better : Change.Worse : Change.None };
    }
}
