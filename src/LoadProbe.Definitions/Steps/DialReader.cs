using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Steps below HTTP: <c>tcp</c>, <c>tls</c>, <c>dns</c>, <c>icmp</c>, <c>path</c>, each as one value or as a mapping.</summary>
internal static class DialReader
{
    public static Step? Read(string action, Node node, Scope scope)
    {
        (KeyTable table, KeyTable inner, KeyTable expectTable) = DialKeys.ByAction[action];
        Fields step = Fields.Of(node, "a step", table, scope.Mistakes);
        Node value = step[action]!;
        string main = inner.Keys[0].Name;
        // One value stands for the first key; nothing, for an empty mapping.
        Fields dial = Fields.Of(value switch
        {
            TextNode { IsNull: true } => new MappingNode(value.At, []),
            TextNode => new MappingNode(value.At, [new(new TextNode(value.At, main, plain: true), value)]),
            _ => value,
        }, action, inner, scope.Mistakes);
        Fields expect = Fields.Of(One(step, dial, "expect") ?? new MappingNode(node.At, []), "expect", expectTable, scope.Mistakes);
        Fields[] promises = [.. new[] { step, dial, expect }.Where(f => f.Has("within"))];
        foreach (Fields further in promises.Skip(1)) scope.Mistakes.Add(further["within"]!.At, "within stands twice in this step: keep one");
        TimeSpan? within = promises.Length > 0 ? promises[0].Duration("within") : null;

        Step? read = action switch
        {
            "tcp" => TcpReader.Read(dial, expect, scope),
            "udp" => Udp(dial, expect, scope),
            "tls" => Tls(dial, expect, scope),
            "dns" => DnsReader.Read(dial, expect, scope),
            "path" => Path(dial, expect, scope),
            _ => Icmp(dial, expect, scope),
        };
        string subject = dial[main] is TextNode { IsNull: false } text ? $" {text.Text}" : "";
        return read is null ? null : read with
        {
            Name = step.Text("name") ?? action + subject,
            At = node.At,
            Effect = step.Choice("kind", StepKeys.Effects) ?? StepEffect.Read,
            Timeout = step.Duration("timeout"),
            Within = within,
        };
    }

    private static Node? One(Fields step, Fields dial, string key)
    {
        if (step.Has(key) && dial.Has(key)) step.Mistakes.Add(step[key]!.At, $"{key} stands both beside the dial and inside it: keep one");
        return step[key] ?? dial[key];
    }

    private static UdpStep? Udp(Fields dial, Fields expect, Scope scope)
    {
        Template? address = dial["address"] is { } at ? Urls.HostAndPort(at, "address", scope) : null;
        Match? answer = expect["answer"] is { } wanted ? MatchReader.Read(wanted, "answer", scope, contains: true) : null;
        if (dial.Has("send") == dial.Has("hex"))
        {
            dial.Report(dial.Has("send") ? "the datagram stands twice, as send and as hex: keep one" : "send is missing: write for instance send: ping, or hex: 0102");
            return null;
        }

        string key = dial.Has("hex") ? "hex" : "send";
        if (scope.Template(dial[key]!, key) is not { } send) return null;
        bool isHex = key == "hex", good = !isHex || !send.IsConstant || (send.Source.Replace(" ", "", StringComparison.Ordinal) is { Length: > 0 } digits && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit));
        if (!good) scope.Mistakes.Add(dial[key]!.At, $"hex {Quote.Of(send.Source)} is not bytes: write two hexadecimal digits for each, for instance 01 ff");
        return good ? new UdpStep { Name = "", At = dial.At, Address = address, Send = send, IsHex = isHex, Answer = answer } : null;
    }

    private static TlsStep Tls(Fields dial, Fields expect, Scope scope)
    {
        StapleExpectation? staple = expect.Choice("staple", DialKeys.Staples);
        bool? asks = dial.Flag("staple");
        if (asks == false && expect["staple"] is { } expected) scope.Mistakes.Add(expected.At, "staple is expected here, and not asked for: leave staple: false out");
        return new TlsStep
        {
            Name = "",
            At = dial.At,
            Address = dial["address"] is { } address ? Urls.HostAndPort(address, "address", scope) : null,
            ServerName = ServerName(dial),
            Staple = asks ?? staple is not null,
            ExpectStaple = staple,
            Expect = TlsReader.Read(expect, scope),
        };
    }

    private static IcmpStep Icmp(Fields dial, Fields expect, Scope scope) => new()
    {
        Name = "",
        At = dial.At,
        Host = Host(dial, scope),
        Count = dial.Whole("count", 1, 100) ?? 3,
        Interval = dial.Duration("interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)) ?? TimeSpan.FromMilliseconds(200),
        MaxLoss = expect["loss"] is { } loss ? Share(loss, "loss", scope.Mistakes) : 0,
    };

    private static PathStep Path(Fields dial, Fields expect, Scope scope)
    {
        PathProtocol by = dial.Choice("by", DialKeys.PathProtocols) ?? PathProtocol.Icmp;
        if (by == PathProtocol.Icmp && dial["port"] is { } port) scope.Mistakes.Add(port.At, "port is for udp and tcp: icmp has none");
        return new PathStep
        {
            Name = "",
            At = dial.At,
            Host = Host(dial, scope),
            By = by,
            Port = dial.Whole("port", 1, 65_535) ?? 0,
            Hops = dial.Whole("hops", 1, 64) ?? 30,
            Count = dial.Whole("count", 1, 100) ?? 3,
            Interval = dial.Duration("interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)) ?? TimeSpan.FromSeconds(1),
            MaxLoss = expect["loss"] is { } loss ? Share(loss, "loss", scope.Mistakes) : 0,
        };
    }

    private static Template? Host(Fields dial, Scope scope)
    {
        Template? host = dial["host"] is { } node ? scope.Template(node, "host") : null;
        if (host is { IsConstant: true } && Uri.CheckHostName(host.Source) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            scope.Mistakes.Add(dial["host"]!.At, $"host {Quote.Of(host.Source)} is not a host or address: write for instance 10.0.0.1");
        }

        return host;
    }

    /// <summary>The name that a server's certificate is for.</summary>
    public static string? ServerName(Fields dial)
    {
        if (dial.Text("server_name") is not { } name) return null;
        if (Uri.CheckHostName(name) == UriHostNameType.Dns) return name;
        dial.Mistakes.Add(dial["server_name"]!.At, $"server_name {Quote.Of(name)} is not a host name: write for instance api.example.com");
        return null;
    }

    private static double Share(Node node, string what, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return 0;
        bool read = double.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share);
        if (read && text.EndsWith('%') && share is >= 0 and <= 100) return share / 100;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a share from 0% to 100%");
        return 0;
    }
}
