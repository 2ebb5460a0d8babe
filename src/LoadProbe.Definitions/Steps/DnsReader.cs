namespace LoadProbe.Definitions;

/// <summary>The dial <c>dns</c>.</summary>
internal static class DnsReader
{
    public static DnsStep? Read(Fields dial, Fields expect, Scope scope)
    {
        DnsWay over = dial.Choice("over", DialKeys.DnsWays) ?? DnsWay.Udp;
        DnsRecordType type = dial.Choice("type", DialKeys.RecordTypes) ?? DnsRecordType.A;
        bool? authenticated = expect.Flag("authenticated");
        var read = new DnsStep
        {
            Name = "",
            At = dial.At,
            Question = Template.Constant(""),
            Type = type,
            Server = dial["server"] is not { } server ? null : over == DnsWay.Https ? Url(server, scope) : Server(server, over, scope),
            Over = over,
            ServerName = DialReader.ServerName(dial),
            Dnssec = dial.Flag("dnssec") ?? authenticated is not null,
            ResponseCode = expect.Choice("rcode", DialKeys.ResponseCodes) ?? 0,
            Answer = Match("answer"),
            Every = Match("every"),
            Serial = Match("serial"),
            Authenticated = authenticated,
            Genuine = GenuineReader.Read(expect, GenuineKeys.OfNames),
        };
        if (over == DnsWay.Https) dial.Needs("server", "server: https://dns.example.com/dns-query");
        if (over != DnsWay.Tls && dial["server_name"] is { } name) scope.Mistakes.Add(name.At, "server_name is for over: tls: of an https URL it is the host, and nothing else has a certificate");
        if (type != DnsRecordType.Soa && expect["serial"] is { } serial) scope.Mistakes.Add(serial.At, "serial is that of a zone: write type: SOA");
        return Question(dial, scope) is { } question ? read with { Question = question } : null;

        Match? Match(string key) => expect[key] is { } wanted ? MatchReader.Read(wanted, key, scope, contains: false) : null;
    }

    private static Template? Question(Fields dial, Scope scope)
    {
        if (!dial.Needs("name", "dns: api.example.com") || dial["name"] is not { } name || scope.Template(name, "name") is not { } question) return null;
        // The DNS has names that no host has: _dmarc.example.com.
        bool good = !question.IsConstant || Uri.CheckHostName(question.Source.TrimEnd('.').Replace('_', 'x')) == UriHostNameType.Dns;
        if (!good) scope.Mistakes.Add(name.At, $"name {Quote.Of(question.Source)} is not a host name: write for instance api.example.com");
        return question;
    }

    private static Template? Url(Node node, Scope scope)
    {
        if (scope.Template(node, "server") is not { } url) return null;
        if (url.Source.StartsWith("http", StringComparison.Ordinal)) return Urls.Read(node, "server", null, scope);
        if (!url.IsConstant) return url;
        scope.Mistakes.Add(node.At, $"server {Quote.Of(url.Source)} is not a URL, and over https it is one: write for instance https://dns.example.com/dns-query");
        return null;
    }

    private static Template? Server(Node node, DnsWay over, Scope scope)
    {
        if (scope.Template(node, "server") is not { } server) return null;
        if (!server.IsConstant) return server;
        int port = over == DnsWay.Tls ? 853 : 53;
        string text = server.Source;
        // It would read [::1]:5353 as well, and leave the port out.
        if (!text.Contains("]:", StringComparison.Ordinal) && System.Net.IPAddress.TryParse(text, out var bare)) return Template.Constant(new System.Net.IPEndPoint(bare, port).ToString());
        return text.Contains(':', StringComparison.Ordinal) ? Urls.HostAndPort(node, "server", scope) : Urls.HostAndPort(new TextNode(node.At, $"{text}:{port}", plain: true), "server", scope);
    }
}
