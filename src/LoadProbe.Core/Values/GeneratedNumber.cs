using System.Globalization;

namespace LoadProbe.Core;

/// <summary>A number of an even row, each equally often.</summary>
/// <param name="Min">The first; written with the decimals that it or the step has.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="Count">How many there are.</param>
public sealed record GeneratedNumber(string Name, long? Seed, decimal Min, decimal Step, long Count) : Generated(Name, Seed)
{
    protected override string Make(Draw draw, Variables variables) => (Min + (Step * draw.Below(Count))).ToString(CultureInfo.InvariantCulture);
}
