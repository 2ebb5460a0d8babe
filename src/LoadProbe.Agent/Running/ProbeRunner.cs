using System.Collections.Concurrent;
using LoadProbe.Browser;
using LoadProbe.Capture;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>Runs a probe once, with its retries: the same for <c>once</c> and for the schedule.</summary>
public sealed class ProbeRunner(AgentOptions options, BrowserPool browsers, PacketWatch packets, ISecretStore secrets, TimeProvider time) : IAsyncDisposable
{
    /// <summary>With the browsers and the capture that the options ask for.</summary>
    public ProbeRunner(AgentOptions options, ISecretStore secrets, TimeProvider time)
        : this(options, new BrowserPool(new BrowserOptions { AtOnce = options.Browsers, WayOut = options.WayOut(time), TellConnections = options.Capture }, time), new PacketWatch(options.Capture, options.OpenRing(), time), secrets, time)
    {
    }

    // Each probe counts its own, so that it takes its tables row by row.
    private readonly ConcurrentDictionary<string, long> _runs = [];

    // What its last run came to that our side could measure.
    private readonly ConcurrentDictionary<string, Verdict> _verdicts = [];
    private readonly SelfCheck _self = new(options.Limits?.References ?? [], time);
    private readonly Lock _first = new();
    private readonly RouteWatch _routes = new();
    private Task? _rehearsal;

    /// <summary>What this agent has found that it can do.</summary>
    public IReadOnlyCollection<string> Abilities => [.. new[] { browsers.IsAvailable ? "browser" : null, packets.IsAvailable ? "capture" : null, PingSocket.IsAllowed ? "icmp" : null, options.Programs.IsOpen ? "programs" : null }.OfType<string>()];

    /// <summary>The packets that this agent keeps; null = none are.</summary>
    public PacketRing? Packets => packets.Ring;

    /// <summary>What a failed run of it leaves to be looked at: each of these is asked.</summary>
    internal IReadOnlyList<IAttachmentSource> Sources { get; } = [new Pictures(), new Certificates(), new DialPackets(packets)];

    /// <summary>Runs it; the last attempt counts. Whatever goes wrong is in the result, also what is our own fault.</summary>
    public async Task<ProbeResult> RunAsync(Probe probe, CancellationToken token)
    {
        long run = _runs.AddOrUpdate(probe.Name, 0, static (_, before) => before + 1);
        Verdict? before = _verdicts.TryGetValue(probe.Name, out Verdict known) ? known : null;
        var earlier = new List<EarlierAttempt>();
        long begun = time.GetTimestamp();
        Journey journey = probe.Journey with { Think = TimeSpan.Zero };
        JourneyResult came = await AttemptAsync(journey, run, token).ConfigureAwait(false);
        while (came.Outcome.Verdict() == Verdict.Fail && !token.IsCancellationRequested
            && RetryRule.Next(probe, before, earlier.Count + 1, time.GetElapsedTime(begun)) is { } timeout)
        {
            earlier.Add(EarlierAttempt.Of(came));
            came = await AttemptAsync(journey with { Timeout = timeout }, run, token).ConfigureAwait(false);
        }

        if (came.Outcome.Verdict() == Verdict.Fail && await _self.ExcuseAsync(came.Outcome, begun).ConfigureAwait(false) is { } own)
        {
            came = came with { Outcome = Outcome.AgentSick, Detail = $"{own.Text}; the run had {came.Outcome.Word()}: {came.Detail}" };
        }

        if (came.Outcome.Verdict() is not Verdict.Invalid and var verdict) _verdicts[probe.Name] = verdict;
        return new ProbeResult
        {
            Id = Guid.CreateVersion7(came.Started),
            Probe = probe.Name,
            Target = probe.Journey.Target.Name,
            Agent = options.Name,
            Journey = _routes.Compare(probe.Name, came),
            Attempts = earlier.Count + 1,
            Earlier = earlier,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _self.DisposeAsync().ConfigureAwait(false);
        await browsers.DisposeAsync().ConfigureAwait(false);
        await packets.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<JourneyResult> AttemptAsync(Journey journey, long run, CancellationToken token)
    {
        DateTimeOffset begun = time.GetUtcNow();
        try
        {
            return await DialAsync(journey, run, token).ConfigureAwait(false);
        }
        catch (Exception e) when (!token.IsCancellationRequested)
        {
            // A bug of ours, which is to be seen like any other fault of ours, and is not the target's.
            return JourneyResult.NotBegun(journey, Outcome.AgentFault, $"{e.GetType().Name}: {e.Message}", begun);
        }
    }

    private async Task<JourneyResult> DialAsync(Journey journey, long run, CancellationToken token)
    {
        Variables variables = Variables.For(journey, run, secrets, time);
        if (variables.Lack is { } lack) return JourneyResult.NotBegun(journey, Outcome.OutOfRows, lack, time.GetUtcNow());
        if (journey.Browser is not null)
        {
            PacketScope pages = await packets.BeginAsync(journey, token).ConfigureAwait(false);
            return await pages.JoinAsync(await browsers.RunAsync(journey, variables, options.Artifacts, token).ConfigureAwait(false), token).ConfigureAwait(false);
        }

        if (journey.Steps.Any(s => s is HttpStep)) await RehearsedAsync(token).ConfigureAwait(false);
        PacketScope scope = await packets.BeginAsync(journey, token).ConfigureAwait(false);
        using var connections = new HttpConnections(journey.Target, time, secrets: secrets, egress: options.Limits?.Egress);
        using var dialled = new ApiJourney(journey, connections, time, token, packets.IsWanted, programs: options.Programs);
        JourneyResult result = await dialled.RunAsync(variables).ConfigureAwait(false);
        return await scope.JoinAsync(result, token).ConfigureAwait(false);
    }

    // Once for all probes; the first ones wait for it, which is in none of their times.
    private Task RehearsedAsync(CancellationToken token)
    {
        lock (_first) return _rehearsal ??= DialRehearsal.RunAsync(packets.IsWanted, time, token);
    }
}
