namespace LoadProbe.Core;

/// <summary>One message of a conversation over a WebSocket.</summary>
public abstract record WebSocketMessage;

/// <summary>Sent as text.</summary>
public sealed record SentMessage(Template Text) : WebSocketMessage;

/// <summary>Waited for: messages that do not fit are passed over.</summary>
public sealed record AwaitedMessage : WebSocketMessage
{
    public IReadOnlyList<Match> Body { get; init; } = [];
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    /// <summary>How many messages must fit.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The step fails as <see cref="Outcome.TooSlow"/> when they take longer, from when they are waited for.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Not a message: the target must close the conversation, with this status (RFC 6455, 7.4).</summary>
    public int? CloseStatus { get; init; }

    /// <summary>Taken from the last message that fitted.</summary>
    public IReadOnlyList<Save> Saves { get; init; } = [];
}
