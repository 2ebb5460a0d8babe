namespace LoadProbe.Core;

/// <summary>Opens a WebSocket, sends and awaits messages in order, and closes it.</summary>
public sealed record WebSocketStep : Step
{
    public override StepKind Kind => StepKind.WebSocket;

    /// <summary>Absolute, or relative to the target's address.</summary>
    public required Template Url { get; init; }

    /// <summary>Of the request that opens it.</summary>
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>What is asked for, the dearest first; one of them must be agreed on. Empty = none.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Each a <see cref="SentMessage"/> or an <see cref="AwaitedMessage"/>.</summary>
    public IReadOnlyList<WebSocketMessage> Messages { get; init; } = [];

    /// <summary>Close with a handshake at the end; false = leave without a word.</summary>
    public bool Close { get; init; } = true;
}
