using System.Diagnostics;
using System.Globalization;
using LoadProbe.Controller;
using LoadProbe.Definitions;

namespace LoadProbe.Benchmarks;

/// <summary>How many results a second a store takes, to the last commit.</summary>
internal static class Ingest
{
    private const int Ahead = 10_000;

    public static async Task<int> RunAsync(string where, int rows)
    {
        if (StoreAddress.Parse(where, new SecretStore(), out string? fault) is not { } address)
        {
            Console.Error.WriteLine(fault);
            return 2;
        }

        await using IStore store = await address.OpenAsync(TimeProvider.System, CancellationToken.None);
        await store.FlushAsync(CancellationToken.None);
        ProbeResult[] results = [.. Enumerable.Range(0, rows).Select(Result)];
        long start = Stopwatch.GetTimestamp();
        // Never more than the queue holds: what is measured is the writer, not what it drops.
        foreach (ProbeResult[] some in results.Chunk(Ahead))
        {
            foreach (ProbeResult result in some) store.TryAdd(result);
            await store.FlushAsync(CancellationToken.None);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{address}: {rows} results in {seconds:0.00} s, {rows / seconds:0} rows/s, {store.Dropped} dropped"));
        return store.Dropped == 0 ? 0 : 1;
    }

    private static ProbeResult Result(int number) => new()
    {
        Id = Guid.CreateVersion7(), Probe = $"probe-{number % 300}", Target = "shop", Agent = $"agent-{number % 3}",
        Journey = new JourneyResult
        {
            Started = TimeProvider.System.GetUtcNow().AddMilliseconds(-number), Duration = TimeSpan.FromMilliseconds(20 + number % 50), Outcome = Outcome.Ok,
            Steps = [.. Enumerable.Range(1, 3).Select(Step)],
        },
    };

    private static StepResult Step(int number) => new()
    {
        Name = $"step {number}", Kind = StepKind.Http, Outcome = Outcome.Ok, Started = TimeProvider.System.GetUtcNow(), Duration = TimeSpan.FromMilliseconds(7),
        Status = 200, HttpVersion = "1.1", BytesSent = 200, BytesReceived = 1_500,
    };
}
