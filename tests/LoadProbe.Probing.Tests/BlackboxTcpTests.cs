using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's tcp and unix options, each as blackbox_exporter has it.</summary>
public sealed class BlackboxTcpTests
{
    [Fact]
    public async Task A_port_that_accepts_is_enough_when_nothing_more_is_asked()
    {
        await using OddServer server = new(OddServer.Close);
        BlackboxAnswer got = await AskAsync(server.Target.Address.Authority, new());
        Assert.True(got.Success, got.Log);
        Assert.Equal(
            ["probe_dns_lookup_time_seconds", "probe_duration_seconds", "probe_failed_due_to_bytes", "probe_failed_due_to_regex", "probe_ip_addr_hash", "probe_ip_protocol", "probe_success", "probe_timeout_seconds"],
            got.Families);
        Assert.False((await AskAsync("127.0.0.1:1", new())).Success);
    }

    [Fact]
    public async Task A_target_without_a_port_is_none()
    {
        BlackboxAnswer got = await AskAsync("localhost", new());
        Assert.False(got.Success);
        Assert.DoesNotContain("probe_ip_protocol", got.Families);
    }

    [Fact]
    public async Task A_conversation_goes_line_by_line_and_repeats_what_groups_matched()
    {
        var heard = new TaskCompletionSource<string>();
        await using OddServer server = new(async (socket, token) =>
        {
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream);
            await stream.WriteAsync("hello\r\nSSH-2.0-Open x\r\n"u8.ToArray(), token);
            heard.SetResult($"{await reader.ReadLineAsync(token)}|{await reader.ReadLineAsync(token)}");
            await stream.WriteAsync("bar7"u8.ToArray(), token);
        });
        BlackboxAnswer got = await AskAsync(server.Target.Address.Authority, new()
        {
            QueryResponse =
            [
                new() { Expect = Pattern("^SSH-(.*)-(.)", "", "w"), Send = "x ${1} $w $1x $$ $ ${ $zz ${2}" },
                new() { Send = "foo" },
                new() { Expect = Pattern("bar(.)"), Labels = [new("v", "${1}x")] },
            ],
        });
        Assert.True(got.Success, got.Log);
        // As the exporter sent it.
        Assert.Equal("x 2.0 O  $ $ ${  O|foo", await heard.Task);
        Assert.Equal("7x", got.Label("probe_expect_info", "v"));
    }

    [Fact]
    public async Task What_does_not_come_is_told_by_its_kind()
    {
        await using OddServer server = new(async (socket, token) => await socket.SendAsync("abc"u8.ToArray(), token));
        string target = server.Target.Address.Authority;
        BlackboxAnswer line = await AskAsync(target, new() { QueryResponse = [new() { Expect = Pattern("zzz") }] });
        Assert.Equal((false, 1d, 0d), (line.Success, line["probe_failed_due_to_regex"], line["probe_failed_due_to_bytes"]));
        BlackboxAnswer bytes = await AskAsync(target, new() { QueryResponse = [new() { ExpectBytes = "abd" }] });
        Assert.Equal((false, 0d, 1d), (bytes.Success, bytes["probe_failed_due_to_regex"], bytes["probe_failed_due_to_bytes"]));
        Assert.True((await AskAsync(target, new() { QueryResponse = [new() { ExpectBytes = "ab" }, new() { Expect = Pattern("^c$") }] })).Success);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_waited_for_no_longer_than_allowed()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        BlackboxAnswer got = await AskAsync(server.Target.Address.Authority, new() { QueryResponse = [new() { Expect = Pattern("x") }] }, 0.3);
        Assert.Equal((false, 0d), (got.Success, got["probe_failed_due_to_regex"]));
        Assert.InRange(got["probe_duration_seconds"]!.Value, 0.25, 5);
    }

    [Fact]
    public async Task A_server_that_says_much_is_remembered_in_part()
    {
        await using OddServer server = new(async (socket, token) =>
        {
            for (int i = 0; i < 50; i++) await socket.SendAsync(Encoding.ASCII.GetBytes($"{new string('x', 60_000)}\n"), token);
            await socket.SendAsync("end\n"u8.ToArray(), token);
        });
        BlackboxAnswer got = await AskAsync(server.Target.Address.Authority, new() { QueryResponse = [new() { Expect = Pattern("^end$") }] });
        Assert.True(got.Success, got.Log);
        Assert.InRange(got.Log.Length, 60_000, 80_000);
        Assert.True(got.Call.Log.Dropped > 40);
    }

    [Fact]
    public async Task Begins_TLS_where_the_conversation_says_so_and_goes_on_over_it()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30), "mail.test");
        await using OddServer server = new(async (socket, token) =>
        {
            var stream = new NetworkStream(socket);
            await stream.WriteAsync("220 ready\r\n"u8.ToArray(), token);
            byte[] asked = new byte[9];
            await stream.ReadExactlyAsync(asked, token);
            Assert.Equal("STARTTLS\n", Encoding.ASCII.GetString(asked));
            await stream.WriteAsync("220 go\r\n"u8.ToArray(), token);
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate }, token);
            await secure.WriteAsync("250 hidden\r\n"u8.ToArray(), token);
        });
        BlackboxTcpProbe tcp = new()
        {
            Tls = new() { AuthorityFile = certificate.PemFile, ServerName = "mail.test" },
            QueryResponse = [new() { Expect = Pattern("^220"), Send = "STARTTLS" }, new() { Expect = Pattern("^220"), StartTls = true }, new() { Expect = Pattern("^250 hidden$") }],
        };
        BlackboxAnswer got = await AskAsync(server.Target.Address.Authority, tcp);
        Assert.True(got.Success, got.Log);
        Assert.Equal("mail.test", got.Label("probe_ssl_last_chain_info", "subjectalternative"));
        BlackboxAnswer other = await AskAsync(server.Target.Address.Authority, tcp with { Tls = tcp.Tls with { ServerName = "other.test" } });
        Assert.False(other.Success);
        Assert.Contains("it is not for other.test", other.Log, StringComparison.Ordinal);
        Assert.Equal(got["probe_ssl_earliest_cert_expiry"], other["probe_ssl_earliest_cert_expiry"]);
    }

    [Fact]
    public async Task Dials_from_the_address_that_the_module_names()
    {
        var from = new TaskCompletionSource<string>();
        await using OddServer server = new((socket, _) =>
        {
            from.SetResult(socket.RemoteEndPoint!.ToString()!);
            return Task.CompletedTask;
        });
        Assert.True((await AskAsync(server.Target.Address.Authority, new() { SourceAddress = "127.0.0.9" })).Success);
        Assert.StartsWith("127.0.0.9:", await from.Task);
    }

    [Fact]
    public async Task A_socket_of_the_file_system_is_spoken_to_in_the_same_way()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task served = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptAsync(Dialled.Token);
            await socket.SendAsync("ready\n"u8.ToArray(), Dialled.Token);
        }, Dialled.Token);
        var module = new BlackboxModule { Name = "unix", Prober = BlackboxProber.Unix, Unix = new() { QueryResponse = [new() { Expect = Pattern("^ready$") }] } };
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(path, module);
        Assert.True(got.Success, got.Log);
        Assert.DoesNotContain("probe_ip_protocol", got.Families);
        await served;
        File.Delete(path);
        Assert.False((await BlackboxAsked.ProbeAsync(path, module)).Success);
    }

    [Fact]
    public async Task No_limits_file_lets_a_socket_of_this_machine_be_dialled()
    {
        var call = new BlackboxCall("/run/x.sock", new() { Name = "unix", Prober = BlackboxProber.Unix }, "", TimeSpan.FromSeconds(1), NoSecrets.Instance, Egress.Nowhere, TimeProvider.System);
        Assert.False(await BlackboxDial.RunAsync(call, Dialled.Token));
        Assert.Contains(call.Log.Lines, l => l.Contains("egress_refused", StringComparison.Ordinal));
    }

    private static BlackboxPattern Pattern(string text, params string[] groups) => new(text, new Regex(text, RegexOptions.NonBacktracking), ["", .. groups]);

    private static Task<BlackboxAnswer> AskAsync(string target, BlackboxTcpProbe tcp, double seconds = 10) => BlackboxAsked.ProbeAsync(target, new() { Name = "tcp", Prober = BlackboxProber.Tcp, Tcp = tcp }, seconds: seconds);
}
