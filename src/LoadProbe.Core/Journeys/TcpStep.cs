namespace LoadProbe.Core;

/// <summary>Opens a TCP connection; optionally sends a line and expects some text back.</summary>
public sealed record TcpStep : Step
{
    public override StepKind Kind => StepKind.Tcp;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    public Template? Send { get; init; }

    /// <summary>What the first bytes of the answer must be; null = no answer is awaited.</summary>
    public Match? Answer { get; init; }
}
