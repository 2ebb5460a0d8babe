using System.Text.Json;
using LoadProbe.DemoBroker;

namespace LoadProbe.Cli;

/// <summary>The product in many processes: the demo brokerage dialled and pressed by three agents, and the controller that leads killed meanwhile.</summary>
internal sealed class DistributedDemo
{
    private const string Dialled = "order-api", Calm = "three-agents", Lost = "lost-leader";
    private const int PressedBefore = 120;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // A lease lasts 3 s from its receipt; what was sent by then is on its way.
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoppedFor = TimeSpan.FromSeconds(3);

    private readonly DemoFleet _fleet;
    private readonly Witness _witness;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;

    private DistributedDemo(DemoFleet fleet, Witness witness, TimeProvider time, CancellationToken stop) => (_fleet, _witness, _time, _stop) = (fleet, witness, time, stop);

    /// <summary>Tells it, and goes on until the time is up; 0 when all of it was to be seen.</summary>
    public static async Task<int> RunAsync(string root, TimeSpan? lasts, CancellationToken stop)
    {
        TimeProvider time = TimeProvider.System;
        long start = time.GetTimestamp();
        if (Needed.Find() is not { } needed) return ExitCode.Environment;
        var witness = new Witness(time);
        await using Broker broker = await Broker.StartAsync(new BrokerOptions { HttpPort = 0, HttpsPort = 0, Asked = witness.Saw }, time, stop);
        await Console.Error.WriteLineAsync($"brokerage   {broker.Http}");
        try
        {
            await using DemoFleet fleet = await DemoFleet.StartAsync(needed, root, broker.Http, stop);
            int code = await new DistributedDemo(fleet, witness, time, stop).TellAsync();
            TimeSpan left = (lasts ?? Timeout.InfiniteTimeSpan) - time.GetElapsedTime(start);
            if (lasts is not null && left <= TimeSpan.Zero) return code;
            await Console.Error.WriteLineAsync(lasts is null ? "dialling on until Ctrl-C" : $"dialling on for {Durations.Text(left)}");
            return await Waiting.ForAsync(lasts is null ? null : left, stop) ? code : ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            Screen.Complain(e.Message);
            return ExitCode.Environment;
        }
    }

    private async Task<int> TellAsync()
    {
        DemoVerb.Chapter("1. Dialled: a customer's journey, from three agents, as one controller says");
        DemoController leader = await LeaderAsync(_fleet.Controllers) ?? throw new TimeoutException($"no controller leads after {Durations.Text(Patience)}");
        bool dialled = await DialAsync(leader);
        DemoVerb.Chapter("2. Pressed: by three agents, each with its own third of the arrivals");
        int pressed = await PressAsync(leader);
        DemoVerb.Chapter("3. Lost: pressed again, and the controller that leads is killed (SIGKILL)");
        string? lost = await LoseAsync(leader);

        DemoVerb.Chapter("4. What was seen");
        Console.Out.WriteLine($"the dial test:  {(dialled ? "passed on every agent" : "did not pass on every agent")}");
        Console.Out.WriteLine($"the load:       {(pressed == ExitCode.Pass ? "each arrival once, none twice, as the brokerage counted" : "not as it was planned")}");
        Console.Out.WriteLine($"the loss:       {lost ?? "the load stopped by itself, nothing resumed, the other controller leads"}");
        foreach (DemoController controller in _fleet.Controllers) Console.Out.WriteLine($"pages       {controller.Pages} ({controller.Name}{(await controller.LeadsAsync(_stop) ? ", leads" : ", stands by")})");
        return pressed == ExitCode.Invalid ? ExitCode.Invalid : dialled && pressed == ExitCode.Pass && lost is null ? ExitCode.Pass : ExitCode.Fail;
    }

    private async Task<bool> DialAsync(DemoController leader)
    {
        IReadOnlyList<JsonElement>? results = await UntilAsync(async () => await leader.GetAsync("/api/probes", _stop) is { } probes
            && probes.EnumerateArray().Where(p => CtlLists.Text(p, "probe") == Dialled && CtlLists.Text(p, "verdict") == "pass").ToArray() is { } passed
            && DemoFleet.Agents.All(a => passed.Any(p => CtlLists.Text(p, "agent") == a)) ? passed : null);
        foreach (JsonElement result in results ?? []) Console.Out.WriteLine($"{CtlLists.Text(result, "verdict")!.ToUpperInvariant()} {Dialled} on {CtlLists.Text(result, "target")} from {CtlLists.Text(result, "agent")} in {Durations.Text(TimeSpan.FromSeconds(result.GetProperty("duration_seconds").GetDouble()))}");
        return results is not null;
    }

    // Exact is what the plan, the agents together and the brokerage say alike.
    private async Task<int> PressAsync(DemoController leader)
    {
        long before = _witness.Count;
        if (await StartAsync(leader, Calm) is { } refused) return Screen.Complain(refused);
        if (await UntilAsync(() => EndedAsync(leader, Calm)) is not { } run) return Screen.Complain($"{Calm} did not end within {Durations.Text(Patience)}");
        JsonElement totals = run.GetProperty("totals");
        long planned = run.GetProperty("plan").GetProperty("arrivals").GetInt64(), due = totals.GetProperty("due").GetInt64(), sent = totals.GetProperty("sent").GetInt64(), seen = _witness.Count - before;
        string verdict = CtlLists.Text(run, "verdict")!;
        Console.Out.WriteLine($"{verdict.ToUpperInvariant()} {Calm} on {CtlLists.Text(run, "target")} (run {CtlLists.Text(run, "id")})");
        foreach (JsonElement reason in run.GetProperty("reasons").EnumerateArray()) Console.Out.WriteLine($"  {reason.GetString()}");
        Console.Out.WriteLine($"  arrivals: {planned} planned, {due} due, {sent} sent, {totals.GetProperty("dropped")} dropped; the brokerage counted {seen}");
        return verdict == "invalid" ? ExitCode.Invalid : planned == due && due == sent && sent == seen ? ExitCode.Pass : ExitCode.Fail;
    }

    // Null when all was as it is to be, else what was not.
    private async Task<string?> LoseAsync(DemoController leader)
    {
        long before = _witness.Count;
        if (await StartAsync(leader, Lost) is { } refused) return refused;
        if (!await UntilAsync(() => _witness.Count - before >= PressedBefore)) return "the load did not begin";
        DemoController[] others = [.. _fleet.Controllers.Where(c => c != leader)];
        long killed = _time.GetTimestamp();
        leader.Kill();
        Console.Out.WriteLine($"{leader.Name} is killed after {_witness.Count - before} arrivals");

        DemoController? next = await LeaderAsync(others);
        TimeSpan led = _time.GetElapsedTime(killed);
        if (next is null) return $"nobody leads after {Durations.Text(led)}";
        JsonElement? run = await UntilAsync(() => EndedAsync(next, Lost));
        TimeSpan written = _time.GetElapsedTime(killed);
        // Long enough for anything that would still be sent.
        await UntilAsync(() => _witness.Quiet >= StoppedFor);
        TimeSpan last = _witness.LastSince(killed);
        Console.Out.WriteLine($"  the last request came {Durations.Text(last)} after that");
        Console.Out.WriteLine($"  {next.Name} leads after {Durations.Text(led)}");
        if (run is not { } ended) return $"{Lost} has not ended after {Durations.Text(written)}";
        string state = CtlLists.Text(ended, "state")!, verdict = CtlLists.Text(ended, "verdict")!;
        Console.Out.WriteLine($"  the run is written as {state} and {verdict} after {Durations.Text(written)}");
        foreach (JsonElement reason in ended.GetProperty("reasons").EnumerateArray()) Console.Out.WriteLine($"  {reason.GetString()}");
        await _fleet.StartControllerAsync(_fleet.Controllers.ToList().IndexOf(leader), _stop);
        return last > StopsWithin ? $"the load went on for {Durations.Text(last)}" : state == "aborted" && verdict == "invalid" ? null : $"the run is {state} and {verdict}";
    }

    // The run before may not be put away yet. Null when it is started, else why not.
    private async Task<string?> StartAsync(DemoController leader, string scenario)
    {
        string? refused = null;
        await UntilAsync(async () => (refused = await leader.RunAsync(scenario, _stop)) is null ? (object)true : null);
        return refused;
    }

    private Task<DemoController?> LeaderAsync(IReadOnlyList<DemoController> controllers) => UntilAsync(async () =>
    {
        foreach (DemoController controller in controllers)
        {
            // Agents join anew whoever leads.
            if (await controller.LeadsAsync(_stop) && await controller.GetAsync("/api/agents", _stop) is { } agents && agents.GetArrayLength() == DemoFleet.Agents.Count) return controller;
        }

        return null;
    });

    private async Task<JsonElement?> EndedAsync(DemoController controller, string scenario)
    {
        if (await controller.GetAsync("/api/runs", _stop) is not { } runs || runs.EnumerateArray().FirstOrDefault(r => CtlLists.Text(r, "scenario") == scenario) is not { ValueKind: JsonValueKind.Object } run) return null;
        return await controller.GetAsync($"/api/runs/{CtlLists.Text(run, "id")}", _stop) is { } whole && CtlLists.Text(whole, "verdict") is not null ? whole : null;
    }

    // False when the time is up.
    private async Task<bool> UntilAsync(Func<bool> holds) => await UntilAsync(() => Task.FromResult(holds() ? (object)true : null)) is not null;

    // Null when the time is up.
    private async Task<T?> UntilAsync<T>(Func<Task<T?>> look)
    {
        long began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < Patience)
        {
            if (await look() is { } found) return found;
            await Task.Delay(LookEvery, _time, _stop);
        }

        return default;
    }
}
