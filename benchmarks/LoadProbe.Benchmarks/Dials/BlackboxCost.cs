using System.Globalization;

namespace LoadProbe.Benchmarks;

/// <summary>Processor time of one HTTP dial that is asked for by <c>/probe</c>: an agent's, and blackbox_exporter's, in turn.</summary>
internal static class BlackboxCost
{
    private const int AtOnce = 4;
    private const int WarmUp = 3_000;

    public static async Task<int> RunAsync(string program, int dials, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("blackbox-").FullName;
        string limits = Path.Combine(folder, "limits.yaml");
        await File.WriteAllTextAsync(limits, "egress: [127.0.0.1]\n");
        string modules = Path.Combine(folder, "blackbox.yml");
        await File.WriteAllTextAsync(modules, "modules:\n  http_2xx:\n    prober: http\n");
        using var servers = new DialledServers();
        await using var ours = await MeasuredProcess.StartAsync(program, ["agent", "--limits", limits, "--listen", "127.0.0.1:0"], "listening on http://");
        int port = Port.Free();
        await using var theirs = await MeasuredProcess.StartAsync("/usr/bin/prometheus-blackbox-exporter", [$"--config.file={modules}", $"--web.listen-address=127.0.0.1:{port}"], "Listening on");
        await DialAsync(ours.Says, servers.Http, WarmUp);
        await DialAsync($"127.0.0.1:{port}", servers.Http, WarmUp);
        Console.WriteLine("| round | loadprobe µs a dial, RSS MB | blackbox_exporter µs a dial, RSS MB | ratio |");
        Console.WriteLine("|---|---|---|---|");
        var ratios = new List<double>();
        for (int round = 1; round <= rounds; round++)
        {
            (double own, long ownMemory) = await SpentAsync(ours.Id, () => DialAsync(ours.Says, servers.Http, dials), dials);
            (double other, long otherMemory) = await SpentAsync(theirs.Id, () => DialAsync($"127.0.0.1:{port}", servers.Http, dials), dials);
            ratios.Add(own / other);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round} | {own:0}, {ownMemory >> 20} | {other:0}, {otherMemory >> 20} | {own / other:0.00} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {ratios.Order().ElementAt(ratios.Count / 2):0.00}"));
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<(double Microseconds, long Resident)> SpentAsync(int process, Func<Task> work, int dials)
    {
        ProcessFigures before = ProcessFigures.Of(process);
        await work();
        ProcessFigures after = ProcessFigures.Of(process);
        return ((after.Cpu - before.Cpu).TotalMicroseconds / dials, after.Resident);
    }

    private static async Task DialAsync(string prober, int port, int dials)
    {
        using var client = new HttpClient();
        var address = new Uri($"http://{prober.TrimEnd('/')}/probe?target=http://127.0.0.1:{port}/p&module=http_2xx");
        await Parallel.ForEachAsync(Enumerable.Range(0, dials), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, token) =>
        {
            string answer = await client.GetStringAsync(address, token);
            if (!answer.Contains("\nprobe_success 1\n", StringComparison.Ordinal)) throw new InvalidOperationException(answer);
        });
    }
}
