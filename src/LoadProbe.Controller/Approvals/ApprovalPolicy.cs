using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>
/// What has to be approved of before a run, by whom. The class of the target picks it: production always needs another person than the one
/// who wants the run, and a third one to start it; any other class needs what its target asks for.
/// </summary>
/// <param name="Approvals">So many persons other than the author; 0 = none.</param>
/// <param name="Owner">One of them is of this team; null = whoever may approve.</param>
/// <param name="Because">Why the owner is asked.</param>
/// <param name="StarterApart">Who starts it neither wanted nor approved it.</param>
public sealed record ApprovalPolicy(int Approvals, string? Owner, string Because, bool StarterApart)
{
    // Half of what the target agreed to is a load that its owner wants to know of.
    private const double HighShare = 0.5;

    /// <summary>The policy for a scenario; null and why when its target does not say what is needed for one.</summary>
    public static ApprovalPolicy? Of(Scenario scenario, out string? fault)
    {
        fault = null;
        Target target = scenario.Target;
        if (target.Class != EnvironmentClass.Prod) return new ApprovalPolicy(target.Approvals ?? 0, null, "", StarterApart: false);
        int approvals = Math.Max(1, target.Approvals ?? 1);
        string because = Reason(scenario);
        if (because.Length == 0) return new ApprovalPolicy(approvals, null, "", StarterApart: true);
        if (target.Owner is { } owner) return new ApprovalPolicy(approvals, owner, because, StarterApart: true);
        fault = $"{scenario.At}: target {target.Name} is production (its class is prod, or is not said): {because}, which needs an approval by the team that owns it: say owner in targets.yaml, or class: dev, test or staging if that is what it is";
        return null;
    }

    /// <summary>What is needed, for people.</summary>
    public string Text => Approvals == 0 ? "none" : $"{(Approvals == 1 ? "one person" : $"{Approvals} persons")} other than who proposes it{(Owner is null ? "" : $", one of team {Owner} ({Because})")}{(StarterApart ? "; who starts it is neither" : "")}";

    /// <summary>What is missing yet; null = nothing.</summary>
    public string? Missing(IReadOnlyList<Approval> given)
    {
        int left = Approvals - given.Count;
        if (left > 0) return left == 1 ? "one approval" : $"{left} approvals";
        return Owner is null || given.Any(a => a.Teams.Contains(Owner)) ? null : $"an approval by team {Owner}: {Because}";
    }

    private static string Reason(Scenario scenario)
    {
        if (scenario.Mix.SelectMany(m => m.Journey.Steps).FirstOrDefault(s => s.Effect != StepEffect.Read) is { } write) return $"step {write.Name} writes";
        double peak = new ScenarioPlan(scenario.Tracks).PeakRate;
        if (scenario.Target.Caps.Rate is not { } cap) return $"target {scenario.Target.Name} says no caps.rate, so that any rate counts as high";
        return peak > cap * HighShare ? string.Create(CultureInfo.InvariantCulture, $"{peak:0.###}/s is more than half of the {cap:0.###}/s that target {scenario.Target.Name} agrees to") : "";
    }
}
