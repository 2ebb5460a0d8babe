namespace LoadProbe.Core;

/// <summary>Open model: arrivals at a rate, whatever the target does.</summary>
public abstract record OpenPhase(TimeSpan During) : LoadPhase(During)
{
    public ArrivalPattern Arrivals { get; init; }

    /// <summary>What chance goes by, where it is left something: the same seed, the same arrivals.</summary>
    public long Seed { get; init; }

    /// <summary>The rate over time, in straight lines that together last <see cref="LoadPhase.During"/>.</summary>
    public abstract IEnumerable<RateLine> Lines();

    /// <summary>Arrivals a second at the end.</summary>
    public virtual double LastRate() => Lines().Last().To;
}

/// <summary>A straight piece of a rate over time.</summary>
/// <param name="During">How long it is.</param>
/// <param name="From">Arrivals a second at its start.</param>
/// <param name="To">Arrivals a second at its end.</param>
public readonly record struct RateLine(TimeSpan During, double From, double To);

/// <summary>How the arrivals of an open phase lie around its rate.</summary>
public enum ArrivalPattern : byte
{
    /// <summary>As evenly as the rate is.</summary>
    Even,

    /// <summary>
    /// At random, as customers who know nothing of each other arrive: a Poisson process with the phase's rate, given that
    /// its number of arrivals is exactly the phase's.
    /// </summary>
    Poisson,
}
