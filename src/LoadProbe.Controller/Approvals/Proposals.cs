using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Controller;

/// <summary>Runs that need an approval: proposed, approved of, called off. What was approved is bound to a hash: any edit voids it; it expires, and serves once.</summary>
/// <param name="controller">Whose scenarios and agents they are about.</param>
/// <param name="time">The clock.</param>
public sealed class Proposals(Controller controller, TimeProvider time)
{
    /// <summary>How long one is good when nothing else is said.</summary>
    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(1);

    private const int Listed = 50;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(14);

    private ProposalTable Table => controller.Store.Proposals;

    /// <summary>Wants a run of a scenario.</summary>
    /// <returns>The proposal, or why not.</returns>
    public async Task<(Proposal? Proposal, string? Refusal)> ProposeAsync(string scenario, Caller author, TimeSpan life, CancellationToken token)
    {
        if (life < TimeSpan.FromMinutes(1) || life > LongestLife) return (null, $"a proposal is good for a minute to {LongestLife.TotalDays:0} days");
        if (controller.Scenarios.FirstOrDefault(s => s.Name == scenario) is not { } wanted) return (null, $"there is no scenario {scenario} here");
        if (ApprovalPolicy.Of(wanted, out string? fault) is not { } policy) return (null, fault);
        if (policy.Approvals == 0) return (null, $"target {wanted.Target.Name} is {wanted.Target.Class.Word()} and needs no approval: start it");
        string[] agents = [.. controller.Agents.Select(a => a.Name).Order(StringComparer.Ordinal)];
        if (agents.Length == 0) return (null, "no agent has joined, and an approval is for certain agents");
        if (Bundle(wanted, out fault) is not { } bundle) return (null, fault);
        DateTimeOffset now = Micros.Instant(Micros.Of(time.GetUtcNow()));
        var proposal = new Proposal
        {
            Id = RunId.New(now), Scenario = scenario, State = RunState.PendingApproval, Author = author.Who, Created = now, Expires = now + life,
            Hash = Hash(bundle, agents), About = About(wanted, policy, bundle, agents, author),
        };
        await Table.AddAsync(proposal, new AuditEvent(author.Who, "proposed", proposal.Id, $"{proposal.Text}; needs {policy.Text}"), token).ConfigureAwait(false);
        return (proposal, null);
    }

    /// <summary>Approves of one.</summary>
    /// <returns>Null when it counts, else why not.</returns>
    public async Task<string?> ApproveAsync(string id, Caller who, CancellationToken token)
    {
        if (await LookAsync(id, token).ConfigureAwait(false) is not { } proposal) return Unknown(id);
        if (proposal.State != RunState.PendingApproval) return NotPending(proposal);
        if (who.Person == proposal.About.Person) return $"{proposal.Author} proposed {id}: another person has to approve of it";
        if (proposal.Approvals.Any(a => a.Person == who.Person)) return $"{who.Who} has approved of {id} already: another person has to";
        if (!await Table.ApproveAsync(proposal, new Approval(who.Who, who.Person, who.Teams, time.GetUtcNow()), token).ConfigureAwait(false)) return $"{id} is not pending any more";
        return null;
    }

    /// <summary>Says no to one, or calls off one's own.</summary>
    /// <returns>Null when it is done, else why not.</returns>
    public async Task<string?> EndAsync(string id, Caller who, string reason, CancellationToken token)
    {
        if (await LookAsync(id, token).ConfigureAwait(false) is not { } proposal) return Unknown(id);
        bool own = who.Person == proposal.About.Person;
        RunState to = own || proposal.State == RunState.Approved ? RunState.Cancelled : RunState.Rejected;
        if (!RunTransitions.Allows(proposal.State, to, stopped: false)) return NotPending(proposal);
        string action = to == RunState.Cancelled ? "cancelled" : "rejected";
        return await MoveAsync(proposal, to, who.Who, action, reason, token).ConfigureAwait(false) ? null : $"{id} is not what it was a moment ago: look at it again";
    }

    /// <summary>The newest, newest first.</summary>
    public async Task<IReadOnlyList<Proposal>> ListAsync(CancellationToken token)
    {
        var looked = new List<Proposal>();
        foreach (Proposal proposal in await Table.NewestAsync(Listed, token).ConfigureAwait(false)) looked.Add(await LookAsync(proposal, token).ConfigureAwait(false));
        return looked;
    }

    /// <summary>One, as it is now; null when there is none.</summary>
    public async Task<Proposal?> LookAsync(string id, CancellationToken token) => await Table.FindAsync(id, token).ConfigureAwait(false) is { } proposal ? await LookAsync(proposal, token).ConfigureAwait(false) : null;

    /// <summary>Takes the approval that a start of this scenario needs; from then on it is used up.</summary>
    /// <param name="scenario">What is to be started.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="run">What the run will be called.</param>
    /// <param name="starter">By whom.</param>
    /// <param name="token">Calls it off.</param>
    /// <returns>The approved proposal, or why there is none.</returns>
    internal async Task<(Proposal? Approved, string? Refusal)> TakeAsync(Scenario scenario, ApprovalPolicy policy, string run, Caller starter, CancellationToken token)
    {
        string? refusal = null;
        foreach (Proposal open in await Table.OpenAsync(scenario.Name, token).ConfigureAwait(false))
        {
            Proposal proposal = await LookAsync(open, token).ConfigureAwait(false);
            if (proposal.State != RunState.Approved) refusal = proposal.State == RunState.PendingApproval ? $"{proposal.Id} is not approved yet: it needs {policy.Missing(proposal.Approvals)}" : $"the approval of {proposal.Id} is void: {proposal.Ended}";
            else if (Apart(proposal, starter) is { } same) refusal = same;
            else if (await MoveAsync(proposal, RunState.Preflight, starter.Who, "started", run, token).ConfigureAwait(false)) return (proposal, null);
        }

        return (null, refusal is null ? $"{scenario.At}: target {scenario.Target.Name} is {scenario.Target.Class.Word()}: a run needs an approval, and there is none: loadprobe ctl propose {scenario.Name}" : $"{scenario.At}: {refusal}");
    }

    /// <summary>What was taken came to nothing: it is not good for another start.</summary>
    internal Task FailedAsync(Proposal taken, string why, CancellationToken token) => MoveAsync(taken with { State = RunState.Preflight }, RunState.Rejected, "controller", "rejected at preflight", why, token);

    private static string? Apart(Proposal proposal, Caller starter)
    {
        if (!proposal.About.Policy.StarterApart) return null;
        if (starter.Person == proposal.About.Person) return $"{proposal.Author} proposed {proposal.Id}: another person has to start it";
        return proposal.Approvals.Any(a => a.Person == starter.Person) ? $"{starter.Who} approved of {proposal.Id}: who approves does not start" : null;
    }

    // As it is now: its time may be over, or what it is about may be another.
    private async Task<Proposal> LookAsync(Proposal proposal, CancellationToken token)
    {
        if (proposal.State is not (RunState.PendingApproval or RunState.Approved)) return proposal;
        if ((time.GetUtcNow() >= proposal.Expires ? $"it was good until {proposal.Expires.Rfc3339()}" : Edited(proposal)) is not { } why) return proposal;
        await MoveAsync(proposal, RunState.Expired, "controller", "voided", why, token).ConfigureAwait(false);
        return await Table.FindAsync(proposal.Id, token).ConfigureAwait(false) ?? proposal;
    }

    private string? Edited(Proposal proposal)
    {
        if (controller.Scenarios.FirstOrDefault(s => s.Name == proposal.Scenario) is not { } scenario) return $"there is no scenario {proposal.Scenario} any more";
        if (Bundle(scenario, out string? fault) is not { } bundle) return fault;
        if (Hash(bundle, proposal.About.Agents) == proposal.Hash) return null;
        Dictionary<string, string> now = Files(bundle);
        string[] changed = [.. now.Keys.Union(proposal.About.Files.Keys).Where(f => now.GetValueOrDefault(f) != proposal.About.Files.GetValueOrDefault(f)).Order(StringComparer.Ordinal)];
        return changed.Length == 0 ? "what the command line says was changed after it was proposed" : $"{string.Join(", ", changed)} {(changed.Length == 1 ? "was" : "were")} edited after it was proposed";
    }

    private DefinitionBundle? Bundle(Scenario scenario, out string? fault)
    {
        fault = "definitions are not kept as files here, so that nothing can be approved";
        return controller.Bundles?.Pack(scenario, out fault);
    }

    private Task<bool> MoveAsync(Proposal proposal, RunState to, string who, string action, string why, CancellationToken token) =>
        Table.MoveAsync(proposal, to, why, new AuditEvent(who, action, proposal.Id, why), time.GetUtcNow(), token);

    private static Proposed About(Scenario scenario, ApprovalPolicy policy, DefinitionBundle bundle, IReadOnlyList<string> agents, Caller author)
    {
        var plan = new ScenarioPlan(scenario.Tracks);
        return new Proposed
        {
            Target = scenario.Target.Name, Class = scenario.Target.Class.Word(), Person = author.Person, Files = Files(bundle), Agents = agents,
            Arrivals = plan.Arrivals, PeakRate = plan.PeakRate, DurationSeconds = plan.Duration.TotalSeconds,
            Writes = scenario.Mix.Sum(m => m.Journey.Steps.Count(s => s.Effect != StepEffect.Read)),
            Guards = [.. scenario.Thresholds.Select(t => t.Text), .. scenario.Guards.Select(g => g.Prometheus is { } asked ? $"{g.Text}: {asked.Query}" : g.Text)], Window = scenario.Window?.Text, Policy = policy,
        };
    }

    private static Dictionary<string, string> Files(DefinitionBundle bundle) => bundle.Files.ToDictionary(f => f.Path, f => Convert.ToHexStringLower(SHA256.HashData(f.Content.Span)));

    private static string Hash(DefinitionBundle bundle, IReadOnlyList<string> agents) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bundle.Hash()}\n{string.Join('\n', agents)}")));

    private static string Unknown(string id) => $"there is no proposal {id}";

    private static string NotPending(Proposal proposal) => $"{proposal.Id} is {proposal.State.Words()}{(proposal.Ended.Length == 0 ? "" : $": {proposal.Ended}")}";
}
