using System.Globalization;
using System.Net;

namespace LoadProbe.Core;

/// <summary>What the owner of an agent's machine wrote into a file there. No message can raise it.</summary>
public sealed record AgentLimits
{
    /// <summary>Those of an agent that has no file: it may dial nothing.</summary>
    public static AgentLimits Nothing { get; } = new() { Egress = Egress.Nowhere };

    public required Egress Egress { get; init; }

    /// <summary>Steps that pressure may begin a second; an arrival counts as many as its journey has. Null = not limited here.</summary>
    public Ceiling? Rate { get; init; }

    /// <summary>Journeys of pressure at once; null = not limited here.</summary>
    public Ceiling? InFlight { get; init; }

    /// <summary>Hosts that take connections whenever this machine has a network: when none does, a failed run is not the target's fault.</summary>
    public IReadOnlyList<DnsEndPoint> References { get; init; } = [];

    /// <summary>Runs of probes at once whose journey has a step of the kind; one more is skipped. A kind that is not there is not limited here.</summary>
    public IReadOnlyDictionary<StepKind, int> ProbesAtOnce { get; init; } = new Dictionary<StepKind, int>();

    /// <summary>Why a share cannot be run below the ceilings; null when it can, as far as is known beforehand.</summary>
    public string? Fault(Scenario scenario, Segment segment)
    {
        var plan = new ScenarioPlan(scenario.Tracks);
        double peak = plan.PeakRate / segment.Count * scenario.StepsEach;
        int longest = scenario.Mix.Max(m => m.Journey.Steps.Count);
        long users = segment.Share(plan.PeakUsers);
        return Rate is { } rate && peak > rate.Most * (1 + 1e-9) ? string.Create(CultureInfo.InvariantCulture, $"its share peaks at {peak:0.##}/s{Each(scenario)} and {rate.At} allows {rate.Most:0.##}/s: lower the load, or use more agents")
            : Rate is { } least && longest > Math.Max(1, least.Most) ? string.Create(CultureInfo.InvariantCulture, $"a journey has {longest} steps, which may all begin in one second, and {least.At} allows {least.Most:0.##}/s")
            : InFlight is { } most && users > most.Most ? string.Create(CultureInfo.InvariantCulture, $"its share has {users} users at once and {most.At} allows {most.Most:0} in flight: let fewer in, or use more agents")
            : null;
    }

    private static string Each(Scenario scenario) => scenario.StepsEach > 1 ? string.Create(CultureInfo.InvariantCulture, $" (arrivals of {scenario.StepsEach:0.##} steps)") : "";
}
