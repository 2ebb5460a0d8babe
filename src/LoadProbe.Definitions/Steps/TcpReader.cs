namespace LoadProbe.Definitions;

/// <summary>The dial <c>tcp</c>: some text and its answer, or a conversation in lines.</summary>
internal static class TcpReader
{
    public static TcpStep Read(Fields dial, Fields expect, Scope scope)
    {
        Template? address = dial["address"] is { } at ? Urls.HostAndPort(at, "address", scope) : null;
        Template? send = dial["send"] is { } text ? scope.Template(text, "send") : null;
        IReadOnlyList<TcpLine> lines = dial["lines"] is { } node ? Lines(node, scope) : [];
        if (dial.Has("lines"))
        {
            foreach (Node? other in new[] { dial["send"], expect["answer"] }.Where(n => n is not null)) scope.Mistakes.Add(other!.At, "send and answer are for a step without lines: write them as lines");
        }

        bool secure = lines.Any(l => l is StartTlsLine);
        string[] needless = secure ? [] : [.. TlsKeys.Expected.Select(k => k.Name).Where(expect.Has)];
        foreach (string key in needless) scope.Mistakes.Add(expect[key]!.At, $"{key} is that of a TLS session, and this step has none: write a line starttls: true, or a tls step");
        return new TcpStep
        {
            Name = "",
            At = dial.At,
            Address = address,
            Send = send,
            Answer = expect["answer"] is { } answer ? MatchReader.Read(answer, "answer", scope, contains: true) : null,
            Lines = lines,
            Tls = secure ? TlsReader.Read(expect, scope) : null,
        };
    }

    private static List<TcpLine> Lines(Node node, Scope scope)
    {
        var all = new List<TcpLine>();
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            scope.Mistakes.Add(node.At, $"lines is {(node is ListNode ? "empty" : node.Shape)}: write a list, each line after a dash, - send: …, - expect: … or - starttls: true");
            return all;
        }

        foreach (Node item in list.Items)
        {
            if (Line(item, all, scope) is { } line) all.Add(line);
        }

        return all;
    }

    private static TcpLine? Line(Node node, List<TcpLine> before, Scope scope)
    {
        Fields fields = Fields.Of(node, "a line", TcpKeys.Line, scope.Mistakes);
        string[] kinds = [.. TcpKeys.Line.OneOf.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            fields.Report(kinds.Length == 0 ? "this line does nothing: it needs send, expect or starttls" : $"a line does one thing, and this one has {string.Join(" and ", kinds)}: make each a line of its own");
            return null;
        }

        if (kinds[0] != "expect" && fields["save"] is { } save) scope.Mistakes.Add(save.At, "save is for a line that is waited for: put it beside expect");
        switch (kinds[0])
        {
            case "send":
                Template? text = scope.Template(fields["send"]!, "send");
                bool isOne = text is null || !text.Parts.Any(p => p.Kind == TemplatePartKind.Text && p.Value.AsSpan().ContainsAny('\r', '\n'));
                if (!isOne) scope.Mistakes.Add(fields["send"]!.At, "send is one line, and its end is sent with it: leave \\r\\n out, and make each line one of its own");
                return text is null || !isOne ? null : new SentLine(text);
            case "expect":
                return MatchReader.Read(fields["expect"]!, "expect", scope, contains: true) is { } fits ? new AwaitedLine(fits) { Saves = SaveReader.FromMessage(fields, scope) } : null;
            default:
                if (before.Any(l => l is StartTlsLine)) scope.Mistakes.Add(fields["starttls"]!.At, "starttls stands twice: TLS begins once");
                return StartTls(fields);
        }
    }

    private static StartTlsLine? StartTls(Fields fields)
    {
        if (fields.Text("starttls") is not { } text) return null;
        if (text == "true") return new StartTlsLine(null);
        if (text != "false" && Uri.CheckHostName(text) == UriHostNameType.Dns) return new StartTlsLine(text);
        fields.Mistakes.Add(fields["starttls"]!.At, $"starttls {Quote.Of(text)} is neither true nor a host name: write for instance mail.example.com");
        return null;
    }
}
