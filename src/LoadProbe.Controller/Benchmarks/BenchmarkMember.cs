namespace LoadProbe.Controller;

/// <summary>One probe of a benchmark group, beside the others.</summary>
/// <param name="Fastest">In how many of the compared steps it had the lowest median.</param>
/// <param name="Behind">Its median over the lowest one of the step, and of that the median over all compared steps: 1 = mostly the fastest, 1.5 = mostly takes half as long again. Null = nothing was compared.</param>
internal sealed record BenchmarkMember(Probe Probe, ProbeHistory History, int Fastest, double? Behind);
