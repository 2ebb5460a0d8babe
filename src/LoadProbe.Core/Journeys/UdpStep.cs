namespace LoadProbe.Core;

/// <summary>Sends one datagram and waits for one that answers it.</summary>
public sealed record UdpStep : Step
{
    public override StepKind Kind => StepKind.Udp;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    /// <summary>Text, or bytes when <see cref="IsHex"/>.</summary>
    public required Template Send { get; init; }

    /// <summary><see cref="Send"/> is hexadecimal digits, and so is what answers are held against.</summary>
    public bool IsHex { get; init; }

    /// <summary>What a datagram must be to be the answer; null = any is.</summary>
    public Match? Answer { get; init; }
}
