using System.Text.RegularExpressions;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's websocket options, each as blackbox_exporter's master has it: 0.23 has no such prober.</summary>
public sealed class BlackboxWebSocketTests
{
    private static readonly string[] Always =
    [
        "probe_dns_lookup_time_seconds", "probe_duration_seconds", "probe_ip_addr_hash", "probe_ip_protocol", "probe_success", "probe_timeout_seconds", "probe_websocket_connection_upgraded",
        "probe_websocket_duration_seconds", "probe_websocket_failed_due_to_regex", "probe_websocket_status_code",
    ];

    [Fact]
    public async Task Tells_that_the_connection_was_upgraded()
    {
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync);
        BlackboxAnswer got = await ProbeAsync(server, new BlackboxWebSocketProbe());
        Assert.True(got.Success, got.Log);
        Assert.Equal(Always, got.Families);
        Assert.Equal((101, 1, 0), (got["probe_websocket_status_code"], got["probe_websocket_connection_upgraded"], got["probe_websocket_failed_due_to_regex"]));
        Assert.True(Phase(got, "processing") > 0);
    }

    [Theory]
    [InlineData("^heard (.*)lo$", true)]
    [InlineData("^nothing$", false)]
    public async Task A_conversation_is_held_against_the_module_message_by_message(string pattern, bool success)
    {
        var heard = new List<string?>();
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            heard.Add(await WebSocketServer.HearAsync(socket, context));
            await WebSocketServer.SayAsync(socket, "heard hello", context);
            heard.Add(await WebSocketServer.HearAsync(socket, context));
            await WebSocketServer.SayAsync(socket, "end", context);
        });
        BlackboxAnswer got = await ProbeAsync(server, new BlackboxWebSocketProbe
        {
            QueryResponse =
            [
                new BlackboxQueryResponse { Send = "hello" },
                new BlackboxQueryResponse { Expect = Pattern(pattern), Send = "so ${1}" },
                new BlackboxQueryResponse { Expect = Pattern("^end$") },
            ],
        });
        Assert.True(got.Success == success, got.Log);
        Assert.Equal((1, success ? 0 : 1), (got["probe_websocket_connection_upgraded"], got["probe_websocket_failed_due_to_regex"]));
        if (success) Assert.Equal(["hello", "so hel"], heard);
    }

    [Fact]
    public async Task A_server_that_does_not_upgrade_has_its_status_told()
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        BlackboxAnswer got = await ProbeAsync(server, new BlackboxWebSocketProbe());
        Assert.False(got.Success);
        Assert.Equal((403, 0), (got["probe_websocket_status_code"], got["probe_websocket_connection_upgraded"]));
    }

    [Fact]
    public async Task Nobody_there_has_no_status()
    {
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync("ws://127.0.0.1:1/", Module(new BlackboxWebSocketProbe()));
        Assert.False(got.Success);
        Assert.Equal(Always, got.Families);
        Assert.Equal((0, 0), (got["probe_websocket_status_code"], got["probe_websocket_connection_upgraded"]));
    }

    [Fact]
    public async Task Sends_the_headers_and_who_it_is()
    {
        // The probe may be over before the server is at it.
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebServer server = await WebSocketServer.StartAsync((_, context) =>
        {
            said.TrySetResult($"{context.Request.Headers.Authorization} {context.Request.Headers["x-shop"]}");
            return Task.CompletedTask;
        });
        await ProbeAsync(server, new BlackboxWebSocketProbe
        {
            Client = BlackboxHttpClient.NotWritten with { Authorization = new BlackboxAuthorization("Bearer", BlackboxSecret.Of("t")) },
            Headers = [new BlackboxClientHeader("x-shop", [BlackboxSecret.Of("a")], [BlackboxSecret.Of("b")], [])],
        });
        Assert.Equal("Bearer t a, b", await said.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Over_tls_the_certificate_must_be_trusted_unless_any_will_do(bool any)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync, certificate.Certificate);
        BlackboxAnswer got = await ProbeAsync(server, new BlackboxWebSocketProbe { Client = BlackboxHttpClient.NotWritten with { Tls = new BlackboxTls { InsecureSkipVerify = any } } });
        Assert.True(got.Success == any, got.Log);
        Assert.Equal(Always, got.Families);
    }

    private static BlackboxPattern Pattern(string text) => new(text, new Regex(text), ["", ""]);

    private static double? Phase(BlackboxAnswer got, string phase) => got.Call.Figures.Value("probe_websocket_duration_seconds", ("phase", phase));

    private static BlackboxModule Module(BlackboxWebSocketProbe probe) => new() { Name = "websocket", Prober = BlackboxProber.WebSocket, WebSocket = probe };

    private static Task<BlackboxAnswer> ProbeAsync(WebServer server, BlackboxWebSocketProbe probe) =>
        BlackboxAsked.ProbeAsync(server.Address.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal), Module(probe));
}
