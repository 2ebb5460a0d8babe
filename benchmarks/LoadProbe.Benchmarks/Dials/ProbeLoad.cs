using System.Diagnostics;
using System.Globalization;
using LoadProbe.Core;

namespace LoadProbe.Benchmarks;

/// <summary>What an agent spends on so many probes, how many of the starts that are due it makes, and how late.</summary>
internal static class ProbeLoad
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string program, IReadOnlyList<string> words)
    {
        int[] counts = [.. words.TakeWhile(w => !w.StartsWith('-')).Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
        if (!Durations.TryParse(words.SkipWhile(w => w != "--for").Skip(1).FirstOrDefault() ?? "1m", out TimeSpan length) || counts.Length == 0)
        {
            Console.Error.WriteLine("probes PROGRAM N… [--for 5m] [--http]");
            return 2;
        }

        Console.WriteLine("| probes | starts/s | due | fired | skipped | failed | lateness at the server p50, p99, max ms | cores | CPU µs a run | RSS MB before, at the most | load average |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (int count in counts) await MeasureAsync(program, count, length, words.Contains("--http"));
        return 0;
    }

    private static async Task MeasureAsync(string program, int count, TimeSpan length, bool httpOnly)
    {
        string folder = Directory.CreateTempSubdirectory("probes-").FullName;
        using var servers = new DialledServers();
        var set = new ProbeSet(count, httpOnly);
        string limits = Path.Combine(folder, "limits.yaml");
        await File.WriteAllTextAsync(limits, "egress: [127.0.0.1]\n");
        await using var agent = await MeasuredProcess.StartAsync(program, ["agent", "--name", "bench", "--probes", set.Write(folder, servers), "--limits", limits, "--listen", "127.0.0.1:0"], "listening on ");
        await Task.Delay(WarmUp, TimeProvider.System);

        Scrape before = await Scrape.ReadAsync(agent.Says);
        (DateTimeOffset from, ProcessFigures began, long stamp) = (TimeProvider.System.GetUtcNow(), ProcessFigures.Of(agent.Id), Stopwatch.GetTimestamp());
        servers.Arrivals.Clear();
        long resident = began.Resident;
        while (Stopwatch.GetElapsedTime(stamp) < length)
        {
            await Task.Delay(Look, TimeProvider.System);
            resident = Math.Max(resident, ProcessFigures.Of(agent.Id).Resident);
        }

        (ProcessFigures ended, DateTimeOffset until, double seconds) = (ProcessFigures.Of(agent.Id), TimeProvider.System.GetUtcNow(), Stopwatch.GetElapsedTime(stamp).TotalSeconds);
        double[] late = [.. servers.Arrivals.Where(a => a.At <= until).Select(a => set.Lateness(a.Path, a.At).TotalMilliseconds).Order()];
        Scrape after = await Scrape.ReadAsync(agent.Says);
        double cpu = (ended.Cpu - began.Cpu).TotalSeconds;
        double fired = after.Runs - before.Runs;
        string load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {count:n0} | {set.Rate:0.0} | {set.Due(from, until):n0} | {fired:n0} | {after.Skipped - before.Skipped:n0} | {after.Failed - before.Failed:n0} | {At(late, 0.5):0.00}, {At(late, 0.99):0.00}, {late[^1]:0.0} | {cpu / seconds:0.000} | {cpu * 1e6 / fired:0} | {began.Resident >> 20}, {resident >> 20} | {load} |"));
        Directory.Delete(folder, recursive: true);
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
