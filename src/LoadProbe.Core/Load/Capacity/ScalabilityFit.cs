using System.Globalization;

namespace LoadProbe.Core;

/// <summary>
/// What a target would do beyond the loads that were held, by the <see cref="ScalabilityLaw"/> nearest to them, and how far
/// that may be believed.
/// </summary>
/// <remarks>
/// The intervals are those of 90 of 100 fits, each to steps put together anew from seconds drawn from their own (bootstrap).
/// The peak is said to be predictable only when both intervals are within ± 25 % of their value, no more than five of a hundred
/// fits have none (β = 0), and it is not beyond twice the highest load that was held.
/// </remarks>
public sealed record ScalabilityFit
{
    private const int Fits = 200;
    private const double Outside = 0.05;
    private const double Widest = 0.25;
    private const double Furthest = 2;

    public required ScalabilityLaw Law { get; init; }

    /// <summary>Journeys at once that do most.</summary>
    public required Interval Concurrency { get; init; }

    /// <summary>What they do, a second.</summary>
    public required Interval Throughput { get; init; }

    /// <summary>Whether the peak may be believed.</summary>
    public required bool Predictable { get; init; }

    /// <summary>The most journeys at once that were held, on average.</summary>
    public required double Measured { get; init; }

    /// <summary>Journeys at once that would have to be held to know more: the peak, or twice what was held where that is less.</summary>
    public double LoadAtLeast => Math.Min(Furthest * Measured, Math.Max(Measured * 1.25, Concurrency.Value));

    /// <summary>A value, and from where to where it may lie.</summary>
    public readonly record struct Interval(double Low, double Value, double High)
    {
        public bool IsNarrow => double.IsFinite(High) && Low >= (1 - Widest) * Value && High <= (1 + Widest) * Value;
    }

    /// <summary>Fits the seconds of each step; null when there are fewer than three steps to go by.</summary>
    /// <param name="steps">The seconds of each step that was held.</param>
    /// <param name="seed">What chance goes by: the same seed, the same intervals.</param>
    public static ScalabilityFit? Of(IReadOnlyList<IReadOnlyList<LoadPoint>> steps, long seed = 1)
    {
        LoadPoint[][] seconds = [.. steps.Select(s => s.ToArray()).Where(s => s.Length > 0)];
        if (ScalabilityLaw.Fit([.. seconds.Select(Mean)]) is not { } law) return null;
        var laws = new List<ScalabilityLaw>();
        long draw = 0;
        for (int i = 0; i < Fits; i++)
        {
            LoadPoint[] anew = [.. seconds.Select(s => Mean([.. s.Select(_ => s[(int)(Chance.Uniform(seed, draw++) * s.Length)])]))];
            if (ScalabilityLaw.Fit(anew) is { } other) laws.Add(other);
        }

        double measured = seconds.Max(s => Mean(s).Concurrency);
        Interval concurrency = Of(law.PeakConcurrency, laws.Select(l => l.PeakConcurrency)), throughput = Of(law.PeakThroughput, laws.Select(l => l.PeakThroughput));
        bool hasPeak = law.Beta > 0 && laws.Count(l => l.Beta <= 0) <= Outside * Fits && laws.Count >= (1 - Outside) * Fits;
        return new ScalabilityFit
        {
            Law = law, Concurrency = concurrency, Throughput = throughput, Measured = measured,
            Predictable = hasPeak && concurrency.IsNarrow && throughput.IsNarrow && law.PeakConcurrency <= Furthest * measured,
        };
    }

    /// <summary>One line for a person.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Predictable
        ? $"at most {Throughput.Value:0}/s ({Throughput.Low:0} to {Throughput.High:0}) with {Concurrency.Value:0} at once ({Concurrency.Low:0} to {Concurrency.High:0})"
        : $"not predictable from {Measured:0.#} at once: load at least {LoadAtLeast:0.#} at once")}");

    private static Interval Of(double value, IEnumerable<double> fits)
    {
        double[] sorted = [.. fits.Order()];
        if (sorted.Length == 0) return new Interval(0, value, double.PositiveInfinity);
        return new Interval(sorted[(int)(Outside * sorted.Length)], value, sorted[(int)Math.Ceiling((1 - Outside) * sorted.Length) - 1]);
    }

    private static LoadPoint Mean(LoadPoint[] seconds) => new(seconds.Average(s => s.Concurrency), seconds.Average(s => s.Throughput));
}
