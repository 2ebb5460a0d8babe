namespace LoadProbe.Definitions;

/// <summary>A WebSocket: where it is opened, and the messages sent and waited for.</summary>
internal static class WebSocketReader
{
    // Names that the opening handshake has for itself (RFC 6455, 4.1).
    private static readonly string[] Own = ["Connection", "Upgrade"];

    public static WebSocketStep Read(Node node, Target? target, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", WebSocketKeys.WebSocket, scope.Mistakes);
        Template? url = Urls.Read(fields["websocket"]!, "websocket", target, scope, webSocket: true);
        IReadOnlyList<WebSocketMessage> messages = Messages(fields, scope);
        return new WebSocketStep
        {
            Name = fields.Text("name") ?? $"websocket {url}",
            At = fields.At,
            Effect = fields.Choice("kind", StepKeys.Effects) ?? (messages.Any(m => m is SentMessage) ? StepEffect.WriteReal : StepEffect.Read),
            Timeout = fields.Duration("timeout"),
            Within = fields.Duration("within"),
            Url = url ?? Template.Constant("/"),
            Headers = Opening(fields, scope),
            Subprotocols = Subprotocols(fields),
            Messages = messages,
            Close = fields.Flag("close") ?? true,
        };
    }

    private static IReadOnlyList<Header> Opening(Fields fields, Scope scope)
    {
        foreach ((TextNode name, _) in fields.Entries("headers"))
        {
            bool own = Own.Contains(name.Text, StringComparer.OrdinalIgnoreCase) || name.Text.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase);
            if (own) scope.Mistakes.Add(name.At, $"header {name.Text} is the handshake's own: leave it out{(name.Text.EndsWith("Protocol", StringComparison.OrdinalIgnoreCase) ? ", and write subprotocol" : "")}");
        }

        return Headers.Read(fields, scope);
    }

    private static List<string> Subprotocols(Fields fields)
    {
        var all = new List<string>();
        foreach (Node node in fields.Items("subprotocol"))
        {
            if (Scalars.Text(node, "subprotocol", fields.Mistakes) is not { } text) continue;
            if (!Headers.IsToken(text)) fields.Mistakes.Add(node.At, $"subprotocol {Quote.Of(text)} is not one: letters, digits, - and ., for instance graphql-transport-ws");
            else if (all.Contains(text, StringComparer.OrdinalIgnoreCase)) fields.Mistakes.Add(node.At, $"subprotocol {Quote.Of(text)} stands twice: leave one out");
            else all.Add(text);
        }

        return all;
    }

    private static List<WebSocketMessage> Messages(Fields fields, Scope scope)
    {
        var all = new List<WebSocketMessage>();
        if (fields["messages"] is not { } node) return all;
        if (node is not ListNode list)
        {
            scope.Mistakes.Add(node.At, $"messages is {node.Shape}: write a list, each message after a dash, - send: … or - expect: …");
            return all;
        }

        foreach (Node item in list.Items)
        {
            if (all.LastOrDefault() is AwaitedMessage { CloseStatus: not null }) scope.Mistakes.Add(item.At, "a message after the target has closed: leave it out, or put it before");
            if (Message(item, scope) is { } message) all.Add(message);
        }

        return all;
    }

    private static WebSocketMessage? Message(Node node, Scope scope)
    {
        Fields fields = Fields.Of(node, "a message", WebSocketKeys.Message, scope.Mistakes);
        if (fields.Has("send") == fields.Has("expect"))
        {
            fields.Report(fields.Has("send") ? "a message is sent or waited for, and this one has send and expect: make each a message of its own" : "this message does nothing: it needs send or expect");
            return null;
        }

        if (fields["expect"] is { } wanted) return Awaited(wanted, fields, scope);
        if (fields["save"] is { } save) scope.Mistakes.Add(save.At, "save is for a message that is waited for: put it beside expect");
        Node send = fields["send"]!;
        Template? text = send is TextNode ? scope.Template(send, "send") : JsonText.Read(send, scope);
        return text is null ? null : new SentMessage(text);
    }

    private static AwaitedMessage Awaited(Node node, Fields message, Scope scope)
    {
        // One value stands for the text.
        Fields expect = Fields.Of(node is TextNode { IsNull: false } ? new MappingNode(node.At, [new(new TextNode(node.At, "body", plain: true), node)]) : node,
            "expect", WebSocketKeys.Expect, scope.Mistakes);
        var awaited = new AwaitedMessage
        {
            Body = ExpectationReader.Texts(expect, "body", scope),
            Json = ExpectationReader.Json(expect, scope),
            Count = expect.Whole("count", 1, 1_000_000) ?? 1,
            Within = expect.Duration("within"),
            CloseStatus = expect.Whole("close", 1000, 4999),
            Saves = SaveReader.FromMessage(message, scope),
        };
        bool both = expect.Has("close") && (expect.Has("body") || expect.Has("json") || expect.Has("count") || message.Has("save"));
        if (both) scope.Mistakes.Add(expect["close"]!.At, "close is no message: what is expected of one, or saved from it, is a message of its own");
        return awaited;
    }
}
