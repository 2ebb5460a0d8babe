namespace LoadProbe.Definitions;

/// <summary>Options of the probers that hold a conversation: tcp, unix, websocket.</summary>
internal static class BlackboxStreamReader
{
    public static BlackboxTcpProbe Tcp(BlackboxFields fields) => new()
    {
        Ip = BlackboxModuleReader.Ip(fields),
        SourceAddress = BlackboxModuleReader.SourceAddress(fields),
        QueryResponse = Conversation(fields),
        UsesTls = fields.Flag("tls") ?? false,
        Tls = BlackboxTlsReader.Read(fields),
    };

    public static BlackboxUnixProbe Unix(BlackboxFields fields) => new()
    {
        QueryResponse = Conversation(fields),
        UsesTls = fields.Flag("tls") ?? false,
        Tls = BlackboxTlsReader.Read(fields),
    };

    public static BlackboxWebSocketProbe WebSocket(BlackboxFields fields) => new()
    {
        Client = fields.Section("http_config", BlackboxKeys.HttpClient) is { } client ? BlackboxClientReader.Read(client) : BlackboxHttpClient.NotWritten,
        Headers = BlackboxHeaderReader.ReadLists(fields, "headers", any: true),
        QueryResponse = Conversation(fields),
        Ip = BlackboxModuleReader.Ip(fields),
    };

    private static IReadOnlyList<BlackboxQueryResponse> Conversation(BlackboxFields fields)
    {
        var lines = new List<BlackboxQueryResponse>();
        foreach (Node item in fields.List("query_response"))
        {
            if (BlackboxFields.Of(item, "an item of query_response", BlackboxKeys.QueryResponse, fields.Mistakes) is not { } line) continue;
            line.AtMostOne("expect", "expect_bytes");
            lines.Add(new BlackboxQueryResponse
            {
                Expect = line.Has("expect") ? BlackboxPatterns.Read(line["expect"]!, "expect", fields.Mistakes) : null,
                ExpectBytes = line.Text("expect_bytes"),
                Labels = Labels(line),
                Send = line.Text("send"),
                StartTls = line.Flag("starttls") ?? false,
            });
        }

        return lines;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Labels(BlackboxFields line)
    {
        var labels = new List<KeyValuePair<string, string>>();
        foreach (Node item in line.List("labels"))
        {
            if (BlackboxFields.Of(item, "a label", BlackboxKeys.Label, line.Mistakes) is not { } label) continue;
            string name = label.Text("name") ?? "";
            bool good = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            if (!good) line.Mistakes.Add(label["name"]?.At ?? item.At, $"{Quote.Of(name)} is not a label's name: letters, digits and _, for instance version");
            labels.Add(new(name, label.Text("value") ?? ""));
        }

        return labels;
    }
}
