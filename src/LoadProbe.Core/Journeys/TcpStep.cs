namespace LoadProbe.Core;

/// <summary>Opens a TCP connection; optionally sends some text and expects some back, or has a conversation in lines.</summary>
public sealed record TcpStep : Step
{
    public override StepKind Kind => StepKind.Tcp;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    public Template? Send { get; init; }

    /// <summary>What the first bytes of the answer must be; null = no answer is awaited.</summary>
    public Match? Answer { get; init; }

    /// <summary>A conversation, instead of <see cref="Send"/> and <see cref="Answer"/>; empty = there is none.</summary>
    public IReadOnlyList<TcpLine> Lines { get; init; } = [];

    /// <summary>What must hold of the session that begins within it; null = nothing.</summary>
    public TlsExpectation? Tls { get; init; }
}
