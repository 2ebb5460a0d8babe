namespace LoadProbe.Definitions;

/// <summary>The keys of a WebSocket and of its messages.</summary>
internal static class WebSocketKeys
{
    public static readonly KeyTable WebSocket = new("websocket_step",
        StepKeys.Name,
        new("websocket", Forms.Text, "Opens a WebSocket at this path or URL."),
        StepKeys.Kind with { About = "What it does to the target's records. Default: read when nothing is sent, else write-real." },
        StepKeys.Ip,
        StepKeys.Timeout,
        new("headers", Forms.Words, "Headers of the request that opens it."),
        new("subprotocol", Forms.WordOrWords, "What is spoken over it, or a list, the dearest first: one of them must be agreed on."),
        new("messages", Forms.ListOf(Forms.Table("websocket_message")), "What is sent and waited for, in order."),
        new("close", Forms.Flag, "Close with a handshake at the end (default), or leave without a word."),
        StepKeys.Within) { Required = ["websocket"] };

    public static readonly KeyTable Message = new("websocket_message",
        new("send", Forms.Any, "A text message; a mapping or list is sent as JSON."),
        new("expect", Forms.WordOr("message_expect"), "Waits for a message that fits; others are passed over. A plain value must be contained."),
        new("save", Forms.MapOf(Forms.WordOr("save")), "Values kept from the message waited for: a name, and a JSONPath or body."))
    { OneOf = ["send", "expect"] };

    public static readonly KeyTable Expect = new("message_expect",
        new("body", Forms.MatchOrMatches, "The text of the message; a plain value must be contained. A list: all must hold."),
        new("json", Forms.MapOf(Forms.WordOr("match")), "Values of a JSON message by JSONPath; a plain value must be equal."),
        new("count", Forms.Whole(1, 1_000_000), "So many messages must fit; default 1."),
        new("close", Forms.Whole(1000, 4999), "No message: the target closes, with this status."),
        StepKeys.Within);
}
