namespace LoadProbe.Capture;

/// <summary>Which flows to look at first.</summary>
public static class WorstFlows
{
    /// <summary>By the time that was waited for lost segments and for room, then by what was lost, then by their numbers.</summary>
    public static IEnumerable<FlowSummary> Of(IEnumerable<FlowSummary> flows) =>
        flows.OrderByDescending(flow => flow.Network.RetransmissionDelay + flow.Network.ZeroWindow).ThenByDescending(flow => flow.Network.Lost);
}
