namespace LoadProbe.Definitions;

/// <summary>Every template of a step or a receiver.</summary>
internal static class Templates
{
    public static IEnumerable<Template> Of(Step step)
    {
        IEnumerable<Template?> all = step switch
        {
            HttpStep http =>
            [
                http.Url, http.Body?.Content, .. Of(http.Auth), .. http.Headers.Select(h => h.Value), .. http.Expect.Headers.SelectMany(h => Of(h.Value)),
                .. http.Expect.Body.SelectMany(Of), .. http.Expect.Json.SelectMany(j => Of(j.Value)),
            ],
            WebSocketStep socket => [socket.Url, .. socket.Headers.Select(h => h.Value), .. socket.Messages.SelectMany(Of)],
            GrpcStep grpc => [grpc.Message, .. grpc.Metadata.Select(m => m.Value), .. grpc.Expect.Json.SelectMany(j => Of(j.Value))],
            SqlStep sql => [sql.Address, sql.Database, sql.User, sql.Password, sql.Query, .. sql.Json.SelectMany(j => Of(j.Value))],
            ProgramStep program => [.. program.Arguments, .. program.Environment.Values, program.Input, .. program.Output.SelectMany(Of), .. program.Json.SelectMany(j => Of(j.Value))],
            TcpStep tcp => [tcp.Address, tcp.Send, .. Of(tcp.Answer), .. tcp.Lines.SelectMany(Of), .. Of(tcp.Tls)],
            UdpStep udp => [udp.Address, udp.Send, .. Of(udp.Answer)],
            TlsStep tls => [tls.Address, .. Of(tls.Expect)],
            DnsStep dns => [dns.Question, dns.Server, .. Of(dns.Answer), .. Of(dns.Every), .. Of(dns.Serial)],
            IcmpStep icmp => [icmp.Host],
            PathStep path => [path.Host],
            OpenStep open => [open.Url],
            ClickStep click => Of(click.Where),
            FillStep fill => [fill.With, .. Of(fill.Where)],
            SelectStep select => [select.Option, .. Of(select.Where)],
            ExpectStep expect => [.. Of(expect.Where), .. Of(expect.Title), .. Of(expect.Url)],
            ScreenshotStep => [],
            _ => throw new NotSupportedException($"{step.GetType().Name} is not known here"),
        };
        return all.OfType<Template>();
    }

    /// <summary>Every template of a receiver.</summary>
    public static IEnumerable<Template> Of(Receiver receiver)
    {
        IEnumerable<Template?> all = receiver switch
        {
            AlertmanagerReceiver manager => [manager.Bearer],
            WebhookReceiver hook => [hook.Url, hook.Body, .. hook.Headers.Select(h => h.Value)],
            MailReceiver mail => [mail.User, mail.Password, mail.Subject, mail.Text],
            _ => throw new NotSupportedException($"{receiver.GetType().Name} is not known here"),
        };
        return all.OfType<Template>();
    }

    private static IEnumerable<Template?> Of(WebSocketMessage message) => message is AwaitedMessage awaited
        ? [.. awaited.Body.SelectMany(Of), .. awaited.Json.SelectMany(j => Of(j.Value))]
        : [((SentMessage)message).Text];

    private static IEnumerable<Template?> Of(HttpAuth? auth) => auth switch
    {
        BasicAuth basic => [basic.User, basic.Password],
        BearerAuth bearer => [bearer.Token],
        ClientCredentials client => [client.ClientId, client.ClientSecret],
        _ => [],
    };

    private static IEnumerable<Template?> Of(TcpLine line) => line switch
    {
        SentLine sent => [sent.Text],
        AwaitedLine awaited => Of(awaited.Fits),
        _ => [],
    };

    private static Template?[] Of(TlsExpectation? tls) => [.. Of(tls?.Version), .. Of(tls?.Cipher)];

    private static Template?[] Of(Match? match) => [match?.Is, match?.Contains];

    private static Template?[] Of(Locator? where) => [where?.Value, where?.Name];
}
