using BenchmarkDotNet.Attributes;

namespace LoadProbe.Benchmarks;

/// <summary>What a figure costs, and what a second's figures cost to hand over.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private readonly LatencyHistogram _histogram = new();
    private readonly LatencyHistogram _full = new();
    private readonly LatencyHistogram _sum = new();
    private long _ticks = 1;

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) _full.Record(TimeSpan.FromMicroseconds(200 + (random.NextDouble() * 5_000)));
    }

    [Benchmark]
    public void Record() => _histogram.Record(new TimeSpan(_ticks = (_ticks * 31 % 100_003) + 2_000));

    [Benchmark]
    public void Merge() => _sum.Add(_full);

    [Benchmark]
    public TimeSpan Percentile() => _full.Percentile(99);
}
