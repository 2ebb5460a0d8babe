namespace LoadProbe.Core;

/// <summary>Finds the way to a host, hop by hop, and what each hop loses.</summary>
public sealed record PathStep : Step
{
    public override StepKind Kind => StepKind.Path;

    /// <summary>Host or address; null = the target's.</summary>
    public Template? Host { get; init; }

    /// <summary>What is sent.</summary>
    public PathProtocol By { get; init; }

    /// <summary>Of the host; 0 = 33434 with UDP, and with TCP the target's. The source's is one as well, so that the whole trace is one flow.</summary>
    public int Port { get; init; }

    /// <summary>The most hops looked for, 1 to 64.</summary>
    public int Hops { get; init; } = 30;

    /// <summary>Packets to each hop, 1 to 100.</summary>
    public int Count { get; init; } = 3;

    /// <summary>From one round, in which each hop has one packet, to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of packets that the host may leave unanswered, 0 to 1.</summary>
    public double MaxLoss { get; init; }
}

/// <summary>What a trace sends.</summary>
public enum PathProtocol : byte
{
    /// <summary>Echo requests.</summary>
    Icmp,

    /// <summary>Datagrams to a port at which nobody listens.</summary>
    Udp,

    /// <summary>SYN segments; a connection is never opened.</summary>
    Tcp,
}
