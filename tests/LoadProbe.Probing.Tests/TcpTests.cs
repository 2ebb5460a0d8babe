using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

public sealed class TcpTests
{
    private static TcpStep Ask(string? send, string? contains) => new()
    {
        Name = "tcp", At = default, Send = send is null ? null : Dialled.Text(send), Answer = contains is null ? null : new Match { Contains = Dialled.Text(contains) },
    };

    // Answers in two pieces, to the line it was sent.
    private static OddServer Redis() => new(async (socket, token) =>
    {
        byte[] asked = new byte[64];
        int length = await socket.ReceiveAsync(asked, token);
        await socket.SendAsync("+PO"u8.ToArray(), token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"NG {Encoding.ASCII.GetString(asked, 0, length)}"), token);
        socket.Shutdown(SocketShutdown.Both);
    });

    [Fact]
    public async Task What_is_sent_is_answered()
    {
        await using OddServer server = Redis();
        StepResult step = await Dialled.StepAsync(server.Target, Ask("PING", "PONG PING"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal((4L, 10L), (step.BytesSent, step.BytesReceived));
        Assert.NotNull(step.Phases.Connect);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
        Assert.Equal((0, 4, 0, 10), (step.Connection!.SentFrom, step.Connection.SentTo, step.Connection.ReceivedFrom, step.Connection.ReceivedTo));
    }

    [Fact]
    public async Task Another_answer_than_expected_is_quoted()
    {
        await using OddServer server = Redis();
        StepResult step = await Dialled.StepAsync(server.Target, Ask("PING", "ready"));
        Assert.Equal(Outcome.AnswerMismatch, step.Outcome);
        Assert.Contains("closed after \"+PONG PING\": expected it to contain \"ready\"", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_accepts_is_enough_when_nothing_more_is_asked()
    {
        await using OddServer server = new(OddServer.Close);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Ask(null, null))).Outcome);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_times_out_waiting()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Ask("PING", "PONG"), TimeSpan.FromMilliseconds(200));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task Another_address_must_be_in_the_allow_list()
    {
        await using OddServer server = Redis();
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") };
        StepResult step = await Dialled.StepAsync(target, Ask("PING", "PONG") with { Address = Dialled.Text($"127.0.0.1:{server.Port}") });
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Equal(0, server.Accepted);
    }
}
