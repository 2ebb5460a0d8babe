namespace LoadProbe.Core;

/// <summary>How the load generator itself fared in a second.</summary>
/// <param name="CpuFraction">Of all the processors of the machine, 0 to 1.</param>
/// <param name="GcPauseFraction">Share of the time that garbage collection held everything up, 0 to 1.</param>
public readonly record struct GeneratorHealth(double CpuFraction, double GcPauseFraction);
