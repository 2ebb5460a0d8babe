using System.Net;
using System.Net.Sockets;
using System.Text;
using NATS.Client.Core;

namespace LoadProbe.Link.Tests;

/// <summary>From a token to credentials, and all that is refused on the way.</summary>
public sealed class JoiningTests : IAsyncLifetime
{
    private readonly ListedRoster _roster = new() { Invited = { ["i1"] = "east" } };
    private KeyedLink _link = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _link = await KeyedLink.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_link is not null) await _link.DisposeAsync();
    }

    [Fact]
    public async Task A_token_brings_credentials_with_which_the_agent_is_heard()
    {
        await _link.AdmitAsync(_roster);
        NatsControllerEnd controller = await _link.ControllerAsync();
        JoinToken token = JoinToken.Parse(_link.Token("i1", "east").Text())!;

        (Credentials? credentials, string? refused) = await AskAsync(token);

        Assert.Null(refused);
        Assert.Equal("east", credentials!.Name);
        Assert.Equal(TimeSpan.FromHours(1), credentials.Life);
        NatsAgentEnd east = await _link.ConnectAsync("east", new Access(_link.Authority, credentials));
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), Token);
        Assert.Equal("east", (await controller.Inbox.NextAsync<AgentJoined>()).Agent);
    }

    [Fact]
    public async Task A_second_use_and_another_secret_are_refused_with_the_reason()
    {
        await _link.AdmitAsync(_roster);
        JoinToken token = _link.Token("i1", "east");
        Assert.Equal("another secret", (await AskAsync(token with { Secret = "guessed" })).Refused);
        Assert.Null((await AskAsync(token)).Refused);

        Assert.Equal("used already", (await AskAsync(token)).Refused);
    }

    [Fact]
    public async Task Of_many_tries_only_so_many_are_heard()
    {
        await _link.AdmitAsync(_roster);
        JoinToken token = _link.Token("i1", "east");
        for (int i = 0; i < 5; i++) Assert.Equal("another secret", (await AskAsync(token with { Secret = $"{i}" })).Refused);

        Assert.StartsWith("too many tries", (await AskAsync(token)).Refused);
    }

    [Fact]
    public async Task An_expired_token_is_let_in_by_no_server()
    {
        await _link.AdmitAsync(_roster);

        (Credentials? credentials, string? refused) = await AskAsync(_link.Token("i1", "east", KeyedLink.Now.AddMinutes(-1)));

        Assert.Null(credentials);
        Assert.Contains("it has expired, or the server is another", refused);
        Assert.NotEmpty(_roster.Invited);
    }

    [Fact]
    public async Task Without_a_controller_it_is_said_that_nobody_answers() =>
        Assert.Equal("no controller answers on that NATS server", (await AskAsync(_link.Token("i1", "east"))).Refused);

    [Fact]
    public async Task A_server_that_is_not_there_is_not_taken_for_one_that_refuses()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        (_, string? refused) = await AskAsync(_link.Token("i1", "east") with { Server = $"tls://127.0.0.1:{((IPEndPoint)nobody.LocalEndPoint!).Port}" });

        Assert.Contains("cannot be reached", refused);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_by_another_authority_is_not_believed()
    {
        using var other = new LinkAuthority(KeyedLink.Now);
        using var authority = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(other.CertificatePem);

        (Credentials? credentials, string? refused) = await Joining.AskAsync(_link.Token("i1", "east"), authority, _link.Url, TimeProvider.System, Token);

        Assert.Null(credentials);
        Assert.Contains("is not by the authority that is trusted here", refused);

        using var stop = new CancellationTokenSource();
        Task<NatsAgentEnd> connecting = _link.ConnectAsync("east", new Access(authority, _link.Agent("east")), stop.Token);
        await Ends.UntilAsync(() => _link.Told.Any(t => t.Contains("is not by the authority", StringComparison.Ordinal)), "the agent says so");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_server_that_is_dialled_by_a_name_it_is_not_for_is_not_believed()
    {
        using var other = new LinkAuthority(KeyedLink.Now);
        (string certificate, string key) = other.Issue(["nats.example.com"], dialsOthers: false);
        await File.WriteAllTextAsync(Path.Combine(_link.Folder, "server.pem"), certificate, Token);
        await File.WriteAllTextAsync(Path.Combine(_link.Folder, "server.key"), key, Token);
        await using var server = new NatsServer();
        server.Configuration = Path.Combine(_link.Folder, "other.conf");
        await File.WriteAllTextAsync(server.Configuration, (await File.ReadAllTextAsync(Path.Combine(_link.Folder, LinkFolder.Configuration), Token)).Replace($"port: {_link.Port}", $"port: {server.Port}", StringComparison.Ordinal).Replace("/jetstream", "/other", StringComparison.Ordinal), Token);
        await server.StartAsync();
        using var authority = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(other.CertificatePem);

        Assert.Contains("it is not for the name that was dialled", (await Joining.AskAsync(_link.Token("i1", "east"), authority, $"tls://127.0.0.1:{server.Port}", TimeProvider.System, Token)).Refused);
    }

    [Fact]
    public async Task Whoever_speaks_plainly_is_refused_before_it_can_say_who_it_is()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _link.Port, Token);
        await using NetworkStream stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Contains("\"tls_required\":true", await reader.ReadLineAsync(Token));
        await stream.WriteAsync("CONNECT {\"verbose\":false}\r\nPING\r\n"u8.ToArray(), Token);
        using var late = new CancellationTokenSource(Ends.Deadline);

        // Cut off, with or without a last word.
        string rest = "";
        try
        {
            rest = await reader.ReadToEndAsync(late.Token);
        }
        catch (IOException)
        {
        }

        Assert.DoesNotContain("PONG", rest);
    }

    [Fact]
    public async Task A_client_without_credentials_is_refused()
    {
        var access = new Access(_link.Authority, _link.Agent("east"));
        await using var nobody = new NatsConnection(NatsOpts.Default with { Url = _link.Url, TlsOpts = access.Tls(_ => { }) });

        NatsException refusal = await Assert.ThrowsAsync<NatsException>(async () => await nobody.ConnectAsync());
        Assert.Contains("Authorization Violation", refusal.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no token")]
    [InlineData("e30")]
    public void What_is_no_token_is_none(string text) => Assert.Null(JoinToken.Parse(text));

    [Fact]
    public void A_token_says_nothing_secret_when_it_is_written_somewhere()
    {
        JoinToken token = _link.Token("i1", "east");

        Assert.Equal("invitation i1 of east", $"{token}");
        Assert.DoesNotContain(token.Bootstrap.Seed, $"{token.Bootstrap}");
    }

    private static Task<(Credentials? Credentials, string? Refused)> AskAsync(JoinToken token) =>
        Joining.AskAsync(token, System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(token.Authority), token.Server, TimeProvider.System, Token);
}
