using System.Diagnostics;
using System.Globalization;
using LoadProbe.Core;
using LoadProbe.Link;

namespace LoadProbe.Benchmarks;

/// <summary>What a controller spends on so many agents: a real nats-server, simulated agents over the real link, and the controller in a process of its own.</summary>
internal static class Fleet
{
    private const int AtOnce = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        string? store = Option("--store");
        if (!Durations.TryParse(Option("--for") ?? "30s", out TimeSpan length) || !words.TakeWhile(w => !w.StartsWith('-')).All(w => int.TryParse(w, out int n) && n > 0))
        {
            Console.Error.WriteLine("agents N… [--for 30s] [--store FILE|postgres://…]");
            return 2;
        }

        Console.WriteLine("| agents | joined in s | controller's cores, signs of life only | cores, run | of them ms a second and agent | RSS MB before, at the most | snapshots/s | merge delay p50, p99, max ms | cores of nats-server, of the agents | load average |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (int agents in words.TakeWhile(w => !w.StartsWith('-')).Select(w => int.Parse(w, CultureInfo.InvariantCulture))) await MeasureAsync(agents, (int)length.TotalSeconds, store);
        return 0;

        string? Option(string name) => words.SkipWhile(w => w != name).Skip(1).FirstOrDefault();
    }

    private static async Task MeasureAsync(int count, int seconds, string? store)
    {
        string folder = Directory.CreateTempSubdirectory("agents-").FullName;
        FleetFiles.Write(folder, count, seconds);
        await using var nats = new NatsProcess();
        using Process controller = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["led", nats.Url, folder, store ?? Path.Combine(folder, "store.db"), $"{count}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await SaysAsync(controller, "ready");
        long joining = Stopwatch.GetTimestamp();
        // Half of a real agent's pings would be the answers to them: what watches connections is not what is measured.
        var options = new NatsLinkOptions { Server = nats.Url, PingInterval = TimeSpan.FromSeconds(10), Kept = 100 };
        var known = new KnownScenario(FleetFiles.Scenario(folder));
        var agents = new List<SimulatedAgent>();
        foreach (int[] some in Enumerable.Range(1, count).Chunk(AtOnce)) agents.AddRange(await Task.WhenAll(some.Select(i => SimulatedAgent.JoinAsync($"agent-{i}", options, known))));
        await SaysAsync(controller, "joined");
        double joined = Stopwatch.GetElapsedTime(joining).TotalSeconds;

        Spent idle = await Spent.OverAsync(Task.Delay(Idle, TimeProvider.System), controller.Id, nats.Id);
        // The first one is to warm up: what a controller has run before is compiled.
        await controller.StandardInput.WriteLineAsync("run");
        await SaysAsync(controller, "ended");
        await controller.StandardInput.WriteLineAsync("run");
        await SaysAsync(controller, "running");
        Task<string> ending = SaysAsync(controller, "ended");
        Spent run = await Spent.OverAsync(ending, controller.Id, nats.Id);
        string[] said = (await ending).Split(' ', 9);
        double load = double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {count} | {joined:0.0} | {idle.Controller:0.000} | {run.Controller:0.000} | {run.Controller * 1000 / count:0.00} | {idle.Resident >> 20}, {run.Resident >> 20} | {long.Parse(said[1], CultureInfo.InvariantCulture) / run.Seconds:0} | {said[2]}, {said[3]}, {said[4]} | {run.Nats:0.00}, {run.Own:0.00} | {load:0.0} |"));
        LinkCounts[] lost = [.. agents.Select(a => a.Counts)];
        if (said[1] != $"{count * seconds}" || said[6] != "0" || said[7] != "0" || said[5] != "Completed" || lost.Any(l => l.Dropped + l.Stale > 0))
        {
            Console.WriteLine($"  of {count * seconds} snapshots {said[1]}; {said[5]}; the store dropped {said[6]}, the link {said[7]}; agents: dropped {lost.Sum(l => l.Dropped)}, stale {lost.Sum(l => l.Stale)}, unsent {lost.Sum(l => l.Unsent)}; {said.ElementAtOrDefault(8)}");
        }

        foreach (SimulatedAgent[] some in agents.Chunk(AtOnce)) await Task.WhenAll(some.Select(a => a.DisposeAsync().AsTask()));
        await controller.StandardInput.WriteLineAsync("end");
        await controller.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> SaysAsync(Process process, string word)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal)) return line;
            if (line.StartsWith("ended", StringComparison.Ordinal)) throw new InvalidOperationException($"the run never ran: {line}");
        }

        throw new InvalidOperationException($"the controller is gone before it said {word}");
    }
}
