using BenchmarkDotNet.Attributes;

namespace LoadProbe.Benchmarks;

/// <summary>What the plan costs an arrival.</summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private readonly LoadPlan _plan = new([new RampingInject(0, 5_000, TimeSpan.FromMinutes(1)), new Inject(5_000, TimeSpan.FromMinutes(10))]);
    private readonly Mix _mix = new([1, 9]);
    private long _n;

    [Benchmark]
    public TimeSpan DueTime() => _plan.DueTime(_n = (_n + 7) % _plan.Arrivals);

    [Benchmark]
    public int Journey() => _mix.At(_n++);
}
