namespace LoadProbe.Core;

/// <summary>What was done with how much at once.</summary>
/// <param name="Concurrency">Journeys under way.</param>
/// <param name="Throughput">Journeys that ended well, a second.</param>
public readonly record struct LoadPoint(double Concurrency, double Throughput);
