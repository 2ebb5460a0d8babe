using System.CommandLine;

namespace LoadProbe.Cli;

/// <summary>Tells a controller what to do, over its API.</summary>
internal static class CtlVerb
{
    public static Command Create(CancellationToken stop)
    {
        var options = new CtlOptions(stop);
        var verb = new Command("ctl", "Look at a controller, and tell it what to do, over its API")
        {
            CtlLists.Agents(options), CtlLists.Probes(options), CtlLists.Scenarios(options), CtlLists.Runs(options), CtlLists.Schedules(options),
            CtlResults.Incidents(options), CtlResults.Export(options, stop),
            CtlRun.Create(options, stop), CtlRun.Stop(options), CtlRun.Rate(options), CtlApply.Create(options, stop), CtlLever.Create(options), CtlKeys.Create(options),
            CtlInvite.Create(options), CtlInvite.Remove(options),
            CtlProposals.Propose(options), CtlProposals.Approve(options), CtlProposals.Reject(options), CtlProposals.List(options), CtlProposals.Audit(options),
        };
        options.AddTo(verb);
        return verb;
    }
}
