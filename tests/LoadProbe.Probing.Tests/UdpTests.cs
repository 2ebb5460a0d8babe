using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

public sealed class UdpTests
{
    private static UdpStep Ask(string send, Match? answer = null) => new() { Name = "udp", At = default, Send = Dialled.Text(send), Answer = answer };

    private static Match Contains(string part) => new() { Contains = Dialled.Text(part) };

    [Fact]
    public async Task A_datagram_is_answered()
    {
        await using var server = new NameServer(asked => [asked]);
        StepResult step = await Dialled.StepAsync(server.Target, Ask("ping", Contains("ping")));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal((4L, 4L, StepKind.Udp), (step.BytesSent, step.BytesReceived, step.Kind));
        Assert.NotNull(step.Phases.Wait);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task Bytes_are_sent_and_held_against_their_digits()
    {
        byte[]? came = null;
        await using var server = new NameServer(asked =>
        {
            came = asked;
            return [[0x1C, 0xFF]];
        });
        StepResult step = await Dialled.StepAsync(server.Target, Ask("1b 00 ff", Contains("1cff")) with { IsHex = true });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal([0x1B, 0, 0xFF], came);
    }

    [Fact]
    public async Task Datagrams_that_do_not_fit_are_passed_over_until_time_is_up()
    {
        await using var server = new NameServer(_ => ["late"u8.ToArray(), "pong"u8.ToArray()]);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Ask("ping", Contains("pong")))).Outcome);
        StepResult never = await Dialled.StepAsync(server.Target, Ask("ping", Contains("other")), TimeSpan.FromMilliseconds(300));
        Assert.Equal(Outcome.AnswerMismatch, never.Outcome);
        Assert.EndsWith("; the first answer: \"late\": expected it to contain \"other\"", never.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_times_out()
    {
        await using var server = new NameServer(_ => []);
        StepResult step = await Dialled.StepAsync(server.Target, Ask("ping"), TimeSpan.FromMilliseconds(200));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_refuses()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)free.LocalEndPoint!).Port;
        free.Dispose();
        StepResult step = await Dialled.StepAsync(new Target { Name = "none", Address = new Uri($"tcp://127.0.0.1:{port}/") }, Ask("ping"));
        Assert.Equal((Outcome.ConnectRefused, $"nobody listens at 127.0.0.1:{port}"), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task Nothing_is_sent_to_what_is_not_allowed()
    {
        bool asked = false;
        await using var server = new NameServer(_ =>
        {
            asked = true;
            return [];
        });
        StepResult step = await Dialled.StepAsync(new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") }, Ask("ping") with { Address = Dialled.Text($"{server.Address}") });
        Assert.Equal((Outcome.NotAllowed, false), (step.Outcome, asked));
    }
}
