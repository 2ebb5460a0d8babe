using System.CommandLine;
using System.Net.Http.Json;
using LoadProbe.Agent;
using LoadProbe.Capture;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using LoadProbe.DemoBroker;

namespace LoadProbe.Cli;

/// <summary>The whole product on real input: the demo brokerage dialled, dissected, pressed, hurt, and what said so.</summary>
internal static class DemoVerb
{
    public static Command Create(CancellationToken stop)
    {
        var lasts = new Option<string?>("--for") { Description = "End by itself after this long, such as 90s (what was begun is finished)" };
        var serve = new ServeOptions();
        var folder = new Option<string>("--output") { Description = "Where the store, the artifacts and the report go", DefaultValueFactory = _ => Path.Combine(".loadprobe", "demo") };
        var distributed = new Option<bool>("--distributed") { Description = "The same in many processes, over NATS and PostgreSQL: two controllers, of which one is killed, and three agents" };
        var verb = new Command("demo", "See all of it on a demo brokerage") { lasts, folder, distributed };
        serve.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            TimeSpan time = default;
            if (parsed.GetValue(lasts) is { } text && (!Durations.TryParse(text, out time) || time <= TimeSpan.Zero)) return Screen.Complain($"--for {text} is not a duration such as 90s");
            if (serve.Read(parsed) is not { } serving) return ExitCode.Usage;
            if (parsed.GetValue(distributed) && (serve.Said(parsed) ?? (parsed.GetResult(folder) is { Implicit: false } ? folder.Name : null)) is { } idle) return Screen.Complain($"{idle} is of no use with --distributed: its controllers take any free port, and what it keeps goes with it");
            if (DemoFiles.Root() is not { } root) return Screen.Complain("the demo's files are not to be found: run it in the project's folder, which has probes/ and scenarios/");
            try
            {
                if (parsed.GetValue(distributed)) return await DistributedDemo.RunAsync(root, parsed.GetValue(lasts) is null ? null : time, stop);
                return await RunAsync(root, parsed.GetValue(lasts) is null ? null : time, serving, parsed.GetValue(folder)!, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return verb;
    }

    private static async Task<int> RunAsync(string root, TimeSpan? lasts, Serving serving, string folder, CancellationToken stop)
    {
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        Directory.CreateDirectory(folder);
        await using Broker broker = await Broker.StartAsync(new BrokerOptions { HttpPort = 0, HttpsPort = 0 }, time, stop);
        await Console.Error.WriteLineAsync($"brokerage   {broker.Http} and {broker.Https}");
        if (DemoFiles.Load(root, broker.Http, broker.Https) is not { } files) return ExitCode.Usage;

        var agent = new AgentOptions { Name = "demo-agent", Labels = new Dictionary<string, string> { ["region"] = "local", ["carrier"] = "loopback" }, Capture = true, Artifacts = Path.Combine(folder, "artifacts"), Packets = new RingOptions { Folder = Path.Combine(folder, "packets") } };
        await using InProcess process = await InProcess.StartAsync(agent, await SqliteStore.OpenAsync(Path.Combine(folder, "loadprobe.db"), time), time, stop);
        await using Served served = await serving.StartAsync(process.Controller, new LoadOptions(), null, agent.Artifacts, stop);
        process.Controller.KeepTimetable(new TimetableOptions(Serving.Tell) { StartsRuns = false });
        string pages = served.Address;
        Console.Out.WriteLine($"pages       {pages}/");
        Console.Out.WriteLine($"metrics     {pages}/metrics");

        Chapter("1. Dialled: five customers' journeys, with their packets");
        process.Controller.Apply(files.Probes);
        foreach (Probe probe in files.Probes) Waterfall.Print(Screen.Out, await process.Runner.RunAsync(probe, stop));

        Chapter("2. Pressed: the same API journeys at scale, under guard");
        RunReport calm = await PressAsync(process, files.Scenario, _ => { }, stop);

        Chapter("3. Hurt: pressed again, and after 8 s the orders service takes 900 ms");
        using var control = new HttpClient();
        var faults = new Uri(broker.Http, "/control/faults");
        Task? hurting = null;
        RunReport hurt = await PressAsync(process, files.Scenario, run => hurting ??= run.Series.Count < 8 ? null : control.PostAsJsonAsync(faults, new { service = "orders", delay = "900ms" }, stop), stop);
        if (hurting is not null) await hurting;
        ProbeResult slow = await process.Runner.RunAsync(files.Probes.First(p => p.Name == "order-api"), stop);
        Waterfall.Print(Screen.Out, slow);
        string report = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(report, RunPage.Html(hurt), stop);
        (await control.DeleteAsync(faults, stop)).EnsureSuccessStatusCode();

        Chapter("4. What was seen");
        PacketFigures? packets = slow.Journey.Steps.FirstOrDefault(s => s.Name == "place order")?.Packets;
        Console.Out.WriteLine($"the dial test:  {slow.Verdict.ToString().ToLowerInvariant()}, {slow.Journey.Detail}");
        Console.Out.WriteLine(packets?.ServerResponse is { } server ? $"the packets:    server time {Durations.Text(server)}, network {Durations.Text(packets.NetworkRtt ?? default)}: it is the server, not the network" : $"the packets:    not to be had here ({packets?.Reason})");
        Console.Out.WriteLine($"the guard:      {hurt.Stopped?.Reason ?? "did not fire"}");
        Console.Out.WriteLine($"the load:       {(hurt.Stopped is null ? "ran to its end" : $"stopped, last request {Durations.Text(hurt.Stopped.BreachToLastSend ?? default)} after the decision")}");
        Console.Out.WriteLine($"pages       {pages}/");
        Console.Out.WriteLine($"metrics     {pages}/metrics");
        Console.Out.WriteLine($"report      {Path.GetFullPath(report)}");

        TimeSpan left = (lasts ?? Timeout.InfiniteTimeSpan) - time.GetElapsedTime(start);
        if (lasts is null || left > TimeSpan.Zero)
        {
            await Console.Error.WriteLineAsync(lasts is null ? "dialling on until Ctrl-C" : $"dialling on for {Durations.Text(left)}");
            if (!await Waiting.ForAsync(lasts is null ? null : left, stop)) return ExitCode.Interrupted;
        }

        // The demo passes when what it is to show was to be seen: a good run, and a bad one that was stopped.
        return calm.Verdict == Verdict.Invalid || hurt.Verdict == Verdict.Invalid ? ExitCode.Invalid : calm.Verdict == Verdict.Pass && hurt.Stopped is not null ? ExitCode.Pass : ExitCode.Fail;
    }

    private static async Task<RunReport> PressAsync(InProcess process, Scenario scenario, Action<RunReport> watch, CancellationToken stop)
    {
        var view = new RunView(quiet: false);
        RunReport run = await process.Controller.RunAsync(
            scenario,
            report =>
            {
                view.Progress(report);
                watch(report);
            },
            stop);
        view.End();
        RunView.Print(Screen.Out, run);
        stop.ThrowIfCancellationRequested();
        return run;
    }

    internal static void Chapter(string title) => Console.Out.WriteLine($"\n== {title} ==");
}
