using LoadProbe.Capture;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>How an agent is set up.</summary>
public sealed record AgentOptions
{
    /// <summary>Unique in the fleet.</summary>
    public string Name { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>Its place: region, province, city, carrier, asn.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Where screenshots and the like are kept.</summary>
    public string Artifacts { get; init; } = Path.Combine(".loadprobe", "artifacts");

    /// <summary>Packets are captured beside the probes, where this machine allows it.</summary>
    public bool Capture { get; init; }

    /// <summary>So are those of a sample of the requests of runs.</summary>
    public bool CapturesRuns { get; init; }

    /// <summary>Where captured packets are kept, and how many; null = nowhere.</summary>
    public RingOptions? Packets { get; init; }

    /// <summary>What no message can raise; null = this agent has no limits of its own.</summary>
    public AgentLimits? Limits { get; init; }

    /// <summary>The programs that its probes may run.</summary>
    public ProgramFolders Programs { get; init; } = ProgramFolders.None;

    /// <summary>Browsers at once.</summary>
    public int Browsers { get; init; } = 2;

    /// <summary>The folder in which it keeps, before a run writes, what it takes to clean up; null = it has none, and takes no run that asks for it.</summary>
    public string? Outbox { get; init; }

    /// <summary>Says a line to whoever runs the agent.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Where it keeps packets; null where it keeps none, and, after it was told, where it cannot.</summary>
    internal PacketRing? OpenRing()
    {
        if (!Capture || Packets is null) return null;
        PacketRing? ring = PacketRing.Open(Packets with { Tell = Tell }, out string? fault);
        if (fault is not null) Tell(fault);
        return ring;
    }

    /// <summary>How a browser gets out of this machine; null = by itself.</summary>
    internal WayOut? WayOut(TimeProvider time) => Limits is null ? null : CheckedWay.Under(Limits.Egress, time);
}
