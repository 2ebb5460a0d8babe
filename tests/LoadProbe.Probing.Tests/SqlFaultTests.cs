using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>What answers is no PostgreSQL, or one that breaks off, hangs or talks nonsense: always an outcome, never a crash, and no socket is left.</summary>
[Collection("sql")]
public sealed class SqlFaultTests
{
    private static readonly SqlStep Asked = new() { Name = "sql", At = default, Database = Dialled.Text("ledger"), User = Dialled.Text("auditor"), Password = Dialled.Text("secret"), Tls = false, Query = Dialled.Text("select 1") };

    private static async Task<StepResult> AskAsync(OddServer server, bool tls = false, TimeSpan? timeout = null)
    {
        StepResult result = await Dialled.StepAsync(server.Target, Asked with { Tls = tls }, timeout);
        AskedPostgres.LeavesNothing(server.Port);
        return result;
    }

    [Theory]
    [InlineData("N", true, Outcome.TlsFailed, "does not speak TLS: say tls: false")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", true, Outcome.ProtocolError, "is no PostgreSQL")]
    [InlineData("", true, Outcome.ConnectionClosed, "was closed before there was a session")]
    [InlineData("S", true, Outcome.TlsFailed, "TLS handshake with 127.0.0.1 failed")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", false, Outcome.ConnectionClosed, "the connection ended connecting")]
    [InlineData("", false, Outcome.ConnectionClosed, "the connection ended connecting")]
    public async Task A_server_that_is_no_database_is_told_from_one_that_closes(string answer, bool tls, Outcome outcome, string detail)
    {
        await using OddServer server = OddServer.Answering(answer, OddServer.Close);
        StepResult step = await AskAsync(server, tls);
        Assert.Equal(outcome, step.Outcome);
        Assert.Contains(detail, step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_says_so()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Reset);
        StepResult step = await AskAsync(server);
        Assert.Equal(Outcome.ConnectionClosed, step.Outcome);
        Assert.Contains("reset", step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true, Outcome.ConnectTimedOut)]
    [InlineData("S", true, Outcome.TlsTimedOut)]
    [InlineData("", false, Outcome.ConnectTimedOut)]
    public async Task A_server_that_says_nothing_times_out(string answer, bool tls, Outcome outcome)
    {
        await using OddServer server = OddServer.Answering(answer, OddServer.Hang);
        StepResult step = await AskAsync(server, tls, TimeSpan.FromMilliseconds(200));
        Assert.Equal(outcome, step.Outcome);
        Assert.InRange(step.Duration, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Whatever_a_server_says_is_an_outcome()
    {
        var chance = new Random(5432);
        byte[] whole = [.. Said('R', 0, 0, 0, 0), .. Said('S', [.. "server_version\0"u8, .. "15.8\0"u8]), .. Said('K', 0, 0, 0, 1, 0, 0, 0, 2), .. Ready, .. Taken, .. Said('n'), .. Done("BEGIN"), .. Taken, .. Said('n'), .. Done("SET"), .. Ready,
            .. Taken, .. Said('T', [0, 1, .. "one\0"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 255, 255, 255, 255, 0, 0]), .. Said('D', 0, 1, 0, 0, 0, 1, (byte)'1'), .. Done("SELECT 1"), .. Ready];
        byte[] next = whole;
        await using OddServer server = new(async (socket, token) =>
        {
            byte[] asked = new byte[4096];
            await socket.ReceiveAsync(asked, token);
            await socket.SendAsync(next, token);
            while (await socket.ReceiveAsync(asked, token) > 0)
            {
            }
        });
        var seen = new HashSet<Outcome> { (await AskAsync(server)).Outcome };
        Assert.Equal([Outcome.Ok], seen);
        for (int i = 0; i < 150; i++)
        {
            next = whole[..chance.Next(whole.Length + 1)];
            for (int flips = chance.Next(4); flips > 0 && next.Length > 0; flips--) next[chance.Next(next.Length)] = (byte)chance.Next(256);
            seen.Add((await AskAsync(server, timeout: TimeSpan.FromMilliseconds(50))).Outcome);
        }

        Assert.Contains(Outcome.ConnectTimedOut, seen);
        Assert.Contains(Outcome.ProtocolError, seen);
        Assert.DoesNotContain(seen, o => o.IsOurs());
    }

    [Fact]
    public async Task A_line_that_is_cut_before_the_driver_comes_does_not_let_it_wait()
    {
        using var cut = new CancellationTokenSource();
        await using SqlLine line = await SqlLine.OverAsync(new MemoryStream(), new Endpoint("127.0.0.1", 5432), cut.Token);
        using var early = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            await early.ConnectAsync(new UnixDomainSocketEndPoint($"\0{line.Host[1..]}/.s.PGSQL.{SqlLine.Port}"), Dialled.Token);
            if (await early.ReceiveAsync(new byte[1], Dialled.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10)) == 0) throw new SocketException((int)SocketError.ConnectionReset);
        });
    }

    private static byte[] Ready => Said('Z', (byte)'I');

    // Parsed and bound.
    private static byte[] Taken => [.. Said('1'), .. Said('2')];

    private static byte[] Done(string tag) => Said('C', [.. Encoding.ASCII.GetBytes(tag), 0]);

    private static byte[] Said(char type, params byte[] body)
    {
        byte[] message = [(byte)type, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        return message;
    }
}
