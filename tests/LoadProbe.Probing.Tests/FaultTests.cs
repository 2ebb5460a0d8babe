using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>Each way in which a server can fail has an outcome of its own.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static async Task<StepResult> AgainstAsync(OddServer server, TimeSpan? timeout = null)
    {
        await using (server) return await Dialled.StepAsync(server.Target, Dialled.Get("/"), timeout);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_refuses()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)reserved.LocalEndPoint!).Port;
        StepResult step = await Dialled.StepAsync(new Target { Name = "gone", Address = new Uri($"http://127.0.0.1:{port}/") }, Dialled.Get("/"));
        Assert.Equal(Outcome.ConnectRefused, step.Outcome);
        Assert.Contains($"127.0.0.1:{port}", step.Detail, StringComparison.Ordinal);
        Assert.Null(step.Phases.Send);
    }

    [Fact]
    public async Task A_reset_before_the_answer_is_a_closed_connection()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("", OddServer.Reset));
        Assert.Equal(Outcome.ConnectionClosed, step.Outcome);
        Assert.Contains("reset waiting for the answer", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_within_the_answer_is_a_failed_receive()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of ", OddServer.Reset));
        Assert.Equal((Outcome.ReceiveFailed, 200), (step.Outcome, step.Status));
    }

    [Fact]
    public async Task An_end_within_the_answer_is_a_failed_receive()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of ", OddServer.Close));
        Assert.Equal(Outcome.ReceiveFailed, step.Outcome);
        Assert.Contains("closed receiving the answer", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_without_an_answer_is_a_closed_connection()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("", OddServer.Close));
        Assert.Equal(Outcome.ConnectionClosed, step.Outcome);
    }

    [Fact]
    public async Task An_answer_that_is_not_http_is_a_protocol_error()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("SSH-2.0-OpenSSH_9.2\r\n\r\n", OddServer.Close));
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
    }

    [Fact]
    public async Task A_body_whose_chunks_are_garbage_is_a_protocol_error()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n", OddServer.Close));
        Assert.Equal((Outcome.ProtocolError, 200), (step.Outcome, step.Status));
    }

    [Fact]
    public async Task A_server_that_never_answers_times_out_waiting()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("", OddServer.Hang), Short);
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.Contains("timed out after 300ms waiting for the answer", step.Detail, StringComparison.Ordinal);
        Assert.InRange(step.Phases.Wait!.Value, Short / 2, step.Duration);
        Assert.Null(step.Phases.Receive);
    }

    [Fact]
    public async Task A_body_that_does_not_end_times_out_receiving()
    {
        StepResult step = await AgainstAsync(OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nslowly", OddServer.Hang), Short);
        Assert.Equal((Outcome.ReceiveTimedOut, 200), (step.Outcome, step.Status));
        Assert.InRange(step.Phases.Receive!.Value, Short / 2, step.Duration);
    }

    [Fact]
    public async Task A_step_may_have_less_time_than_its_journey()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/") with { Timeout = Short }, TimeSpan.FromMinutes(1));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task Being_stopped_is_our_doing_and_never_the_targets_fault()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Dialled.Token);
        await using OddServer server = OddServer.Answering("", async (socket, token) =>
        {
            await stop.CancelAsync();
            await OddServer.Hang(socket, token);
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, TimeSpan.FromMinutes(1), stop.Token, Dialled.Get("/1"), Dialled.Get("/2"));
        Assert.Equal([Outcome.Cancelled, Outcome.Skipped], journey.Steps.Select(s => s.Outcome));
        Assert.Equal(Verdict.Invalid, journey.Outcome.Verdict());
    }

    [Fact]
    public async Task Only_the_targets_own_host_and_port_are_connected_to_without_a_list()
    {
        await using var other = new OddServer(OddServer.Close);
        await using WebServer server = await WebServer.SayingAsync("hello");
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get($"http://127.0.0.1:{other.Port}/"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Contains("not in the allow-list of target shop: nothing was sent", step.Detail, StringComparison.Ordinal);
        Assert.Equal(0, other.Accepted);
        Assert.Equal(0, step.BytesSent);
    }

    [Fact]
    public async Task A_list_that_lacks_the_target_itself_refuses_it()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        Target closed = server.Target with { Allow = new AllowList([AllowRule.Parse("10.0.0.0/8")!]) };
        Target open = server.Target with { Allow = new AllowList([AllowRule.Parse("127.0.0.0/8")!]) };
        Assert.Equal(Outcome.NotAllowed, (await Dialled.StepAsync(closed, Dialled.Get("/"))).Outcome);
        Assert.Empty(server.Seen);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(open, Dialled.Get("/"))).Outcome);
    }

    [Fact]
    public async Task An_answer_is_read_in_the_character_set_it_names()
    {
        await using OddServer server = new(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[4096], token);
            byte[] body = Encoding.Latin1.GetBytes("café");
            await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: {body.Length}\r\n\r\n"), token);
            await socket.SendAsync(body, token);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/", new() { Body = [new Match { Is = Dialled.Text("café") }] }));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }
}
