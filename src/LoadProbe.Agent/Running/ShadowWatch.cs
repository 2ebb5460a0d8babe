using LoadProbe.Link;
using LoadProbe.Pressure;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>
/// Proves that what a run writes is kept apart: its own journeys write, marked, and the scenario's check looks where that went. Before the run
/// until each instance behind the target has taken a write, then again and again. One agent of a run does so.
/// </summary>
internal sealed class ShadowWatch
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private const int LeastTries = 20;
    private const int TriesEach = 10;

    private readonly Scenario _scenario;
    private readonly ShadowProof _proof;
    private readonly string _run;
    private readonly Journey[] _writing;
    private readonly WriteOutbox? _outbox;
    private readonly PressureMark? _mark;
    private readonly Egress? _egress;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;
    private int _turn;
    private Variables? _written;

    private ShadowWatch(RunOrdered order, ShadowProof proof, WriteOutbox? outbox, Egress? egress, ISecretStore secrets, TimeProvider time)
    {
        (_scenario, _proof, _run, _outbox, _egress, _secrets, _time) = (order.Scenario, proof, order.Run, outbox, egress, secrets, time);
        _writing = [.. order.Scenario.Mix.Select(m => m.Journey).Where(j => j.Writes && j.Browser is null).Select(j => j with { Think = TimeSpan.Zero })];
        _mark = PressureMark.Of(order.Scenario.Mark, order.Run);
    }

    /// <summary>Null when it is not this agent that does so, or nothing is to be proved.</summary>
    public static ShadowWatch? Of(RunOrdered order, WriteOutbox? outbox, AgentOptions options, ISecretStore secrets, TimeProvider time) =>
        order.Segment.Index == 0 && order.Scenario.Shadow is { } proof ? new ShadowWatch(order, proof, outbox, options.Limits?.Egress, secrets, time) : null;

    /// <summary>Writes until every instance has taken a write that is where it should be. Why that cannot be said; null = it can.</summary>
    public async Task<string?> FaultAsync(CancellationToken token)
    {
        using var late = new CancellationTokenSource(Longest, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        int most = Math.Max(LeastTries, TriesEach * Math.Max(_proof.Instances, _proof.Names.Count)), tries = 0;
        do
        {
            tries++;
            string? fault = await WriteAsync(ending.Token).ConfigureAwait(false) ?? await CheckAsync(ending.Token).ConfigureAwait(false);
            token.ThrowIfCancellationRequested();
            if (late.IsCancellationRequested) return $"it could not be seen within {Durations.Text(Longest)}: {fault ?? _proof.Unreached(reached)}";
            if (fault is not null) return fault;
            if (_written!.TryGet(ShadowProof.InstanceVariable, out string? instance)) reached.Add(instance);
        }
        while ((tries < _writing.Length || _proof.Unreached(reached) is not null) && tries < most);

        return _proof.Unreached(reached) is { } unreached ? $"{unreached} by {tries} writes{(reached.Count > 0 ? $", which reached {string.Join(", ", reached)}" : "")}" : null;
    }

    /// <summary>Ends when what is written is not kept apart any more, or that cannot be seen; says why.</summary>
    public async Task<string> LeakAsync(CancellationToken token)
    {
        using var tick = new PeriodicTimer(_proof.Every, _time);
        while (true)
        {
            await tick.WaitForNextTickAsync(token).ConfigureAwait(false);
            // First of what was written before: a target that is slow to take a write keeps nobody from looking.
            string? fault = await CheckAsync(token).ConfigureAwait(false);
            if (fault is null && await WriteAsync(token).ConfigureAwait(false) is null) fault = await CheckAsync(token).ConfigureAwait(false);
            token.ThrowIfCancellationRequested();
            if (fault is not null) return fault;
        }
    }

    // Over a connection of its own, as whoever shares out the load may do so by connections.
    private async Task<string?> WriteAsync(CancellationToken token)
    {
        Journey journey = _writing[_turn++ % _writing.Length];
        Variables variables = Variables.For(journey, 0, _secrets, _time);
        if (_outbox is not null && !await _outbox.KeepAsync(journey, variables).ConfigureAwait(false)) return "what is needed to take a write back could not be kept";
        using var connections = new HttpConnections(journey.Target, _time, secrets: _secrets, egress: _egress, mark: _mark);
        using var writing = new ApiJourney(journey, connections, _time, token);
        JourneyResult result = await writing.RunAsync(variables).ConfigureAwait(false);
        if (result.Outcome != Outcome.Ok) return $"a write to look for was not taken: {journey.Name}: {result.Detail ?? result.Outcome.Word()}";
        _written = variables;
        return null;
    }

    private async Task<string?> CheckAsync(CancellationToken token)
    {
        Journey check = _proof.Check;
        Variables variables = Variables.For(check, 0, _secrets, _time);
        foreach (string name in check.Variables.Keys)
        {
            if (_written!.TryGet(name, out string? value)) variables[name] = value;
        }

        variables[ShadowProof.RunVariable] = _run;
        if (_written!.TryGet(Variables.Idempotency, out string? key)) variables[Variables.Idempotency] = key;
        using var connections = new HttpConnections(_scenario.Target, _time, secrets: _secrets, egress: _egress);
        using var looking = new ApiJourney(check, connections, _time, token);
        JourneyResult result = await looking.RunAsync(variables).ConfigureAwait(false);
        return result.Outcome == Outcome.Ok ? null : $"{check.Name}: {result.Detail ?? result.Outcome.Word()}";
    }
}
