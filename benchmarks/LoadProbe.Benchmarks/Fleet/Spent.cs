using System.Diagnostics;

namespace LoadProbe.Benchmarks;

/// <summary>What three processes took over some time: processors on average, and what the controller had resident at the most.</summary>
internal readonly record struct Spent(double Seconds, double Controller, double Nats, double Own, long Resident)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<Spent> OverAsync(Task over, int controller, int nats)
    {
        long began = Stopwatch.GetTimestamp();
        int[] processes = [controller, nats, Environment.ProcessId];
        ProcessFigures[] before = [.. processes.Select(ProcessFigures.Of)];
        long resident = before[0].Resident;
        while (await Task.WhenAny(over, Task.Delay(Look, TimeProvider.System)) != over) resident = Math.Max(resident, ProcessFigures.Of(controller).Resident);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] cores = [.. processes.Zip(before).Select(p => (ProcessFigures.Of(p.First).Cpu - p.Second.Cpu).TotalSeconds / seconds)];
        return new Spent(seconds, cores[0], cores[1], cores[2], resident);
    }
}
