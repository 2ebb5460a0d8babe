using System.Text.RegularExpressions;
using LoadProbe.Probing;
using Match = LoadProbe.Core.Match;

namespace LoadProbe.Agent;

/// <summary>Asks a target whether its owner still agrees to be pressed: before a run, and again and again during it.</summary>
internal sealed class ProofWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Target _target;
    private readonly Proof _proof;
    private readonly Journey _asking;
    private readonly AgentOptions _options;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;

    private ProofWatch(Target target, Proof proof, AgentOptions options, ISecretStore secrets, TimeProvider time)
    {
        (_target, _proof, _options, _secrets, _time) = (target, proof, options, secrets, time);
        var line = new Regex($@"^{Regex.Escape(proof.Token)}\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant, Patience);
        var step = new HttpStep
        {
            // A redirect may lead to where somebody else can write.
            Name = "proof", At = default, Method = "GET", Url = Template.Constant(Proof.Path), Redirects = 0,
            Expect = new HttpExpectation { Status = [new StatusRange(200, 200)], Body = [new Match { Matches = line }] },
        };
        _asking = new Journey { Name = "proof", Target = target, Steps = [step], Timeout = Patience };
    }

    /// <summary>Null for a scenario whose target asks for none.</summary>
    public static ProofWatch? Of(Scenario scenario, AgentOptions options, ISecretStore secrets, TimeProvider time) =>
        scenario.Target.Proof is { } proof ? new ProofWatch(scenario.Target, proof, options, secrets, time) : null;

    /// <summary>Why the proof is not there; null = it is.</summary>
    public async Task<string?> FaultAsync(CancellationToken token)
    {
        using var connections = new HttpConnections(_target, _time, secrets: _secrets, egress: _options.Limits?.Egress);
        using var dialled = new ApiJourney(_asking, connections, _time, token);
        JourneyResult asked = await dialled.RunAsync(Variables.For(_asking, 0, _secrets, _time)).ConfigureAwait(false);
        return asked.Outcome == Outcome.Ok ? null : $"target {_target.Name} does not prove that its owner agrees: {new Uri(_target.Address, Proof.Path)} has to have the token of its proof on a line, and: {asked.Detail ?? $"{asked.Outcome}"}";
    }

    /// <summary>Ends when the proof is there no more.</summary>
    public async Task GoneAsync(CancellationToken token)
    {
        while (true)
        {
            await Task.Delay(_proof.Every, _time, token).ConfigureAwait(false);
            // One answer that is lost on the way takes nothing back; whoever took it away says no twice.
            if (await FaultAsync(token).ConfigureAwait(false) is not null && await FaultAsync(token).ConfigureAwait(false) is not null) return;
        }
    }
}
