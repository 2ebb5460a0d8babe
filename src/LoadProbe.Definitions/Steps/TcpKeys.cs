namespace LoadProbe.Definitions;

/// <summary>The keys of a line of a conversation over TCP.</summary>
internal static class TcpKeys
{
    public static readonly KeyTable Line = new("tcp_line",
        new("send", Forms.Text, "One line; its end is sent with it."),
        new("expect", Forms.WordOr("match"), "Waits for a line that fits; others are passed over. A plain value must be contained."),
        new("save", Forms.MapOf(Forms.WordOr("save")), "Values kept from the line waited for: a name, and a JSONPath or body."),
        new("starttls", """{ "anyOf": [{ "const": true }, { "type": "string" }] }""", "From here on over TLS: true, or the name asked for (SNI)."))
    { OneOf = ["send", "expect", "starttls"] };
}
