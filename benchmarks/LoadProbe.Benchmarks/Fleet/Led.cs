using System.Globalization;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Benchmarks;

/// <summary>A controller in a process of its own: it says a line when it can be joined, when all have joined, when a run that it was asked for runs, and what came of that.</summary>
internal static class Led
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string server, string folder, string where, int agents)
    {
        TimeProvider time = TimeProvider.System;
        if (StoreAddress.Parse(where, new SecretStore(), out string? fault) is not { } address)
        {
            Console.Error.WriteLine(fault);
            return 2;
        }

        using var bundles = new FileBundles(new LoadOptions(), Path.Combine(folder, "opened"));
        var files = DefinitionFiles.LoadAll([Path.Combine(folder, "probes")], new LoadOptions());
        await using IStore store = await address.OpenAsync(time, CancellationToken.None);
        var controller = new Controller.Controller(store, new MetricsBook("benchmark"), time);
        controller.Apply(files.Probes);
        await using NatsControllerEnd end = await NatsControllerEnd.ConnectAsync(new NatsLinkOptions { Server = server, Told = Console.Error.WriteLine }, 1, bundles, time, CancellationToken.None);
        controller.Lead(end, 1, bundles);
        Console.WriteLine("ready");
        while (controller.Agents.Count < agents) await Task.Delay(Look, time);
        Console.WriteLine("joined");
        Scenario scenario = FleetFiles.Scenario(folder);
        var delays = new LatencyHistogram();
        controller.Counted += snapshot => delays.Record(time.GetUtcNow() - snapshot.LastSend!.Value);
        while (Console.ReadLine() == "run")
        {
            bool running = false;
            delays.Drain();
            RunReport report = await controller.RunAsync(scenario, now => Say(now, ref running), CancellationToken.None);
            await store.FlushAsync(CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ended {delays.Count} {delays.Percentile(50).TotalMilliseconds:0.0} {delays.Percentile(99).TotalMilliseconds:0.0} {delays.Max.TotalMilliseconds:0} {report.State} {store.Dropped} {end.Counts.Dropped} {report.Reasons.FirstOrDefault()}, {report.Reasons.Count} reasons"));
        }

        await controller.StandByAsync();
        return 0;
    }

    private static void Say(RunReport now, ref bool said)
    {
        if (said || now.State != RunState.Running) return;
        said = true;
        Console.WriteLine("running");
    }
}
