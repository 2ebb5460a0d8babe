using System.IO.Compression;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Pressure.Tests;

/// <summary>Whatever a server does, each step ends in time with the outcome that says what happened, and the run goes on as planned.</summary>
[Collection(nameof(AllocationTests))]
public sealed class HostileServerTests
{
    private const int Arrivals = 30;
    private const string Head = "HTTP/1.1 200 OK\r\n";

    private static readonly Dictionary<string, (Outcome Expected, Func<Socket, CancellationToken, Task> Converse)> Kinds = new()
    {
        ["never answers"] = (Outcome.WaitTimedOut, async (s, t) => { await ReadAsync(s, t); await HostileServer.SleepAsync(t); }),
        ["accepts and never reads"] = (Outcome.WaitTimedOut, (_, t) => HostileServer.SleepAsync(t)),
        ["answers a byte a second"] = (Outcome.ReceiveTimedOut, async (s, t) => { await ReadAsync(s, t); await HostileServer.RepeatAsync(s, "H", TimeSpan.FromSeconds(1), t); }),
        ["trickles a body"] = (Outcome.ReceiveTimedOut, async (s, t) => { await AnswerAsync(s, "Content-Length: 1000000\r\n\r\n", t); await HostileServer.RepeatAsync(s, "x", TimeSpan.FromMilliseconds(20), t); }),
        ["sends headers without end"] = (Outcome.TooLarge, async (s, t) => { await AnswerAsync(s, "", t); await HostileServer.RepeatAsync(s, $"X-More: {new string('x', 1000)}\r\n", TimeSpan.Zero, t); }),
        ["sends one header line without end"] = (Outcome.TooLarge, async (s, t) => { await AnswerAsync(s, "X-Long: ", t); await HostileServer.RepeatAsync(s, new string('x', 1000), TimeSpan.Zero, t); }),
        ["sends less than it said"] = (Outcome.ReceiveFailed, async (s, t) => await AnswerAsync(s, "Content-Length: 1000\r\n\r\nhalf", t)),
        ["sends more than it said"] = (Outcome.Ok, async (s, t) => { await AnswerAsync(s, "Content-Length: 4\r\n\r\nfourand much more", t); }),
        ["says two lengths"] = (Outcome.ProtocolError, async (s, t) => { await AnswerAsync(s, "Content-Length: 4\r\nContent-Length: 5\r\n\r\nfour", t); }),
        ["says a length that is none"] = (Outcome.ProtocolError, async (s, t) => { await AnswerAsync(s, "Content-Length: many\r\n\r\nfour", t); }),
        ["resets at once"] = (Outcome.ConnectionClosed, (s, _) => { HostileServer.Reset(s); return Task.CompletedTask; }),
        ["resets after the request"] = (Outcome.ConnectionClosed, async (s, t) => { await ReadAsync(s, t); HostileServer.Reset(s); }),
        ["resets within the headers"] = (Outcome.ReceiveFailed, async (s, t) => { await AnswerAsync(s, "X-Half: ", t); await FlushedAsync(t); HostileServer.Reset(s); }),
        ["resets within the body"] = (Outcome.ReceiveFailed, async (s, t) => { await AnswerAsync(s, "Content-Length: 1000\r\n\r\nhalf", t); await FlushedAsync(t); HostileServer.Reset(s); }),
        ["closes without a word"] = (Outcome.ConnectionClosed, async (s, t) => await ReadAsync(s, t)),
        ["speaks another protocol"] = (Outcome.ProtocolError, async (s, t) => { await ReadAsync(s, t); await HostileServer.SayAsync(s, "SSH-2.0-OpenSSH_9.2\r\n\r\n", t); }),
        ["sends chunks of garbage"] = (Outcome.ProtocolError, async (s, t) => await AnswerAsync(s, "Transfer-Encoding: chunked\r\n\r\nzz\r\nzz\r\n", t)),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_unkind_server_has_its_outcome_and_harms_no_run(string kind)
    {
        (Outcome expected, Func<Socket, CancellationToken, Task> converse) = Kinds[kind];
        await using var server = new HostileServer(converse);
        Pressed run = Press(server.Target, expected);
        await run.RunAsync();

        Dictionary<Outcome, long> outcomes = Outcomes(run);
        Assert.True(outcomes.GetValueOrDefault(expected) == Arrivals, $"{string.Join(", ", outcomes)}: {run.Snapshots.SelectMany(x => x.Steps).SelectMany(x => x.Examples.Values).FirstOrDefault()}");
        Assert.Equal((Arrivals, Arrivals, 0L), (run.Total.Due, run.Total.Completed, run.Total.Abandoned));
        if (kind.StartsWith("resets", StringComparison.Ordinal)) Assert.Equal(Arrivals, run.Snapshots.Sum(s => s.Network?.Resets));
        if (kind is "closes without a word") Assert.Equal(0, run.Snapshots.Sum(s => s.Network?.Resets));
        if (expected != Outcome.Ok) Assert.NotEmpty(run.Snapshots.SelectMany(s => s.Steps).SelectMany(s => s.Examples.Values));
    }

    [Fact]
    public async Task A_server_that_answers_a_handshake_with_garbage_fails_at_tls()
    {
        await using var server = new HostileServer(async (s, t) => { await ReadAsync(s, t); await HostileServer.SayAsync(s, "this is no TLS at all, not one bit", t); await HostileServer.SleepAsync(t); }, "https");
        Pressed run = Press(server.Target, Outcome.TlsFailed);
        await run.RunAsync();
        Assert.Equal(new Dictionary<Outcome, long> { [Outcome.TlsFailed] = Arrivals }, Outcomes(run));
    }

    [Fact]
    public async Task A_server_that_says_nothing_in_a_handshake_times_out_at_tls()
    {
        await using var server = new HostileServer((_, t) => HostileServer.SleepAsync(t), "https");
        Pressed run = Press(server.Target, Outcome.TlsTimedOut);
        await run.RunAsync();
        Assert.Equal(new Dictionary<Outcome, long> { [Outcome.TlsTimedOut] = Arrivals }, Outcomes(run));
    }

    [Fact]
    public async Task A_gigabyte_packed_small_is_too_large_and_keeps_no_arrival_waiting()
    {
        byte[] bomb = Bomb();
        await using var server = new HostileServer(async (s, t) =>
        {
            await ReadAsync(s, t);
            await HostileServer.SayAsync(s, $"{Head}Content-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n", t);
            await s.SendAsync(bomb, t);
            await HostileServer.SleepAsync(t);
        });
        var run = new Pressed(server.Target, new Inject(4, TimeSpan.FromSeconds(1)));
        Journey journey = Pressed.Journey(server.Target, "/") with { Timeout = TimeSpan.FromSeconds(20) };
        journey = journey with { Steps = [((HttpStep)journey.Steps[0]) with { Headers = [new Header("Accept-Encoding", Template.Constant("gzip"))] }] };
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(journey, 1)], Drain = TimeSpan.FromSeconds(30) };
        await run.RunAsync();

        Assert.Equal(new Dictionary<Outcome, long> { [Outcome.TooLarge] = 4 }, Outcomes(run));
        Assert.True(run.Snapshots.Max(s => s.Lateness.Max) < TimeSpan.FromSeconds(1), "a long answer kept arrivals waiting");
    }

    // What is not about time has so much of it that a busy machine changes nothing.
    private static Pressed Press(Target target, Outcome expected)
    {
        TimeSpan timeout = expected.IsTimeout() ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(20);
        var run = new Pressed(target, new Inject(Arrivals, TimeSpan.FromSeconds(1)));
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(target, "/") with { Timeout = timeout }, 1)], Drain = TimeSpan.FromSeconds(25) };
        return run;
    }

    private static Dictionary<Outcome, long> Outcomes(Pressed run) =>
        run.Snapshots.SelectMany(s => s.Steps).SelectMany(s => s.Outcomes).GroupBy(o => o.Key).ToDictionary(g => g.Key, g => g.Sum(o => o.Value));

    private static Task<int> ReadAsync(Socket socket, CancellationToken token) => socket.ReceiveAsync(new byte[4096], token).AsTask();

    private static async Task AnswerAsync(Socket socket, string rest, CancellationToken token)
    {
        await ReadAsync(socket, token);
        await HostileServer.SayAsync(socket, Head + rest, token);
    }

    // A reset throws away what the other side has not read yet: it gets a moment to.
    private static Task FlushedAsync(CancellationToken token) => Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);

    private static byte[] Bomb()
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) stream.Write(nothing);
        }

        return packed.ToArray();
    }
}
