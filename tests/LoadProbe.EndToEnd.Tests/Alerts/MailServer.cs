
namespace LoadProbe.EndToEnd.Tests;

/// <summary>An SMTP server on Debian's aiosmtpd, which takes mail after STARTTLS and a password only, and says a line of each.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string Password = "open sesame";

    private const string Script =
        """
        import email.header, email.parser, email.policy, signal, ssl, sys
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import AuthResult

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                message = email.parser.BytesParser(policy=email.policy.default).parsebytes(envelope.content)
                text = " ".join(message.get_content().split())
                print("mail to", ",".join(envelope.rcpt_tos), "|", message["Subject"], "|", text, flush=True)
                return "250 taken"

        def authenticate(server, session, envelope, mechanism, data):
            return AuthResult(success=data.login == b"loadprobe" and data.password == b"open sesame")

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[1]), tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate)
        server.start()
        print("ready", flush=True)
        signal.pause()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mail-").FullName;
    private Running? _server;

    private MailServer()
    {
        LoopbackCertificate.Write("mail", Certificate, $"{_folder}/key.pem");
        File.WriteAllText($"{_folder}/server.py", Script);
    }

    public int Port { get; } = Machine.FreePort();

    /// <summary>Of the server; whoever trusts it does so by this file.</summary>
    public string Certificate => $"{_folder}/certificate.pem";

    /// <summary>The mails that came, a line each.</summary>
    public IReadOnlyList<string> Mails => [.. _server!.Lines.Where(l => l.StartsWith("mail to", StringComparison.Ordinal))];

    /// <summary>One that is not there yet.</summary>
    public static MailServer Prepare()
    {
        Machine.Need("aiosmtpd");
        return new MailServer();
    }

    public async Task StartAsync()
    {
        _server = Running.Start("/usr/bin/python3", $"{_folder}/server.py {Port} {Certificate} {_folder}/key.pem");
        await _server.LineAsync("ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
