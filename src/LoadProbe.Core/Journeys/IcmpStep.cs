namespace LoadProbe.Core;

/// <summary>Sends echo requests and counts what comes back.</summary>
public sealed record IcmpStep : Step
{
    public override StepKind Kind => StepKind.Icmp;

    /// <summary>Host or address; null = the target's.</summary>
    public Template? Host { get; init; }

    /// <summary>Packets, 1 to 100.</summary>
    public int Count { get; init; } = 3;

    /// <summary>From one packet to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The share of packets that may go unanswered, 0 to 1.</summary>
    public double MaxLoss { get; init; }
}
