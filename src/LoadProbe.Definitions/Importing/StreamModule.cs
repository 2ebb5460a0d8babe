namespace LoadProbe.Definitions;

/// <summary>Modules of the probers tcp and websocket as a step.</summary>
internal static class StreamModule
{
    public static ProbeDraft Draft(BlackboxTcpProbe tcp)
    {
        var draft = new ProbeDraft { Address = "tcp://target.example.com:25" };
        BlackboxQueryResponse? first = tcp.QueryResponse.FirstOrDefault(q => q.Expect is not null || q.Send is not null);
        if (tcp.UsesTls) draft.Step("tls", "");
        else draft.Step("tcp", first?.Send is { } send && first.Expect is null ? $"{{ send: {YamlText.Text($"{send}\n")} }}" : "");
        BlackboxPattern? awaited = tcp.QueryResponse.Select(q => q.Expect).FirstOrDefault(e => e is not null);
        if (!tcp.UsesTls && awaited is not null) draft.Expect("answer", draft.Pattern(awaited, found: true));
        int said = tcp.UsesTls ? 0 : (first?.Send is not null && first.Expect is null ? 1 : 0) + (awaited is null ? 0 : 1);
        int all = tcp.QueryResponse.Sum(q => (q.Expect is null ? 0 : 1) + (q.Send is null ? 0 : 1) + (q.ExpectBytes is null ? 0 : 1) + (q.StartTls ? 1 : 0));
        if (all > said) draft.Unsay($"{all - said} of the {all} parts of the conversation (query_response): write them as the lines of a tcp step");
        if (tcp.UsesTls) BlackboxImport.Tls(draft, tcp.Tls);
        BlackboxImport.Ip(draft, tcp.Ip);
        draft.Unsay(tcp.SourceAddress is not null, "source_ip_address");
        return draft;
    }

    public static ProbeDraft Draft(BlackboxWebSocketProbe socket)
    {
        var draft = new ProbeDraft { Address = "https://target.example.com" };
        draft.Step("websocket", "/");
        draft.Step("kind", "read");
        string[] messages = [.. socket.QueryResponse.SelectMany(Messages)];
        if (messages.Length > 0) draft.Step("messages", $"[{string.Join(", ", messages)}]");
        draft.Unsay(socket.QueryResponse.Any(q => q.Expect is not null), "a regular expression of a message: the text that is awaited here is contained in it");
        draft.Unsay(socket.Headers.Count > 0, "headers of the opening request");
        BlackboxImport.Tls(draft, socket.Client.Tls);
        BlackboxImport.Ip(draft, socket.Ip);
        return draft;
    }

    private static IEnumerable<string> Messages(BlackboxQueryResponse line)
    {
        if (line.Send is { } send) yield return $"{{ send: {YamlText.Text(send)} }}";
    }
}
