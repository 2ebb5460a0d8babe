using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

public sealed class WebSocketTests
{
    private static WebSocketStep Open(params WebSocketMessage[] messages) => new() { Name = "stream", At = default, Url = Dialled.Text("/ws"), Messages = messages };

    private static SentMessage Send(string text) => new(Dialled.Text(text));

    private static AwaitedMessage Expect(string contains) => new() { Body = [new Match { Contains = Dialled.Text(contains) }] };

    private static AwaitedMessage ExpectJson(string path, string value) => new() { Json = [new JsonExpectation(JsonPath.Parse(path)!, new Match { Is = Dialled.Text(value) })] };

    private static Func<WebSocket, HttpContext, Task> Saying(params string[] texts) => async (socket, context) =>
    {
        foreach (string text in texts) await WebSocketServer.SayAsync(socket, text, context);
        await WebSocketServer.EchoAsync(socket, context);
    };

    [Fact]
    public async Task A_target_that_opens_one_and_closes_it_is_enough_when_nothing_more_is_asked()
    {
        bool closed = false;
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            await WebSocketServer.EchoAsync(socket, context);
            closed = socket.CloseStatus == WebSocketCloseStatus.NormalClosure;
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open());
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal((StepKind.WebSocket, 101, "1.1"), (step.Kind, step.Status, step.HttpVersion));
        Assert.True(closed);
    }

    [Fact]
    public async Task Messages_go_both_ways_in_order_and_what_they_hold_is_kept()
    {
        await using WebServer server = await WebSocketServer.StartAsync(Saying("welcome 7"));
        WebSocketStep step = Open(
            Expect("welcome") with { Saves = [new Save("id", SaveSource.Body, Regex: new(@"(\d+)$"))] },
            Send("${id} 张三"),
            Expect("heard 7 张三"));
        JourneyResult journey = await Dialled.RunAsync(server.Target, step, Dialled.Get("/not-a-socket-${id}", new HttpExpectation { Status = [new StatusRange(500, 599)] }));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal(["GET /ws", "GET /not-a-socket-7"], server.Seen);
    }

    [Fact]
    public async Task Phases_bytes_and_the_connection_are_told_of_all_messages_and_add_up()
    {
        var pause = TimeSpan.FromMilliseconds(60);
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            for (int i = 0; i < 3; i++)
            {
                await WebSocketServer.HearAsync(socket, context);
                await Task.Delay(pause, TimeProvider.System, context.RequestAborted);
                await WebSocketServer.SayAsync(socket, "done", context);
            }

            await WebSocketServer.EchoAsync(socket, context);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(Send("a"), Expect("done"), Send("b"), Expect("done"), Send("c"), Expect("done")));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.NotNull(step.Phases.Connect);
        Assert.Null(step.Phases.Tls);
        Assert.NotNull(step.Phases.Send);
        Assert.NotNull(step.Phases.Receive);
        Assert.InRange(step.Phases.Wait!.Value, 1.5 * pause, step.Duration);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
        // Frames: three of 7 bytes and a close of 8; back, three of 6 and a close of 4.
        Assert.InRange(step.BytesSent!.Value, 100, 1000);
        Assert.Equal((step.BytesSent, step.BytesReceived), (step.Connection!.SentTo - step.Connection.SentFrom, step.Connection.ReceivedTo - step.Connection.ReceivedFrom));
    }

    [Fact]
    public async Task A_message_that_comes_in_pieces_is_being_received_from_its_first()
    {
        var pause = TimeSpan.FromMilliseconds(300);
        await using OddServer server = WebSocketServer.Odd([0x81, 4, .. "on"u8], async (socket, token) =>
        {
            await Task.Delay(pause, TimeProvider.System, token);
            await socket.SendAsync("ce"u8.ToArray(), token);
            await OddServer.Hang(socket, token);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("once")) with { Close = false });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.InRange(step.Phases.Receive!.Value, pause / 2, step.Duration);
    }

    [Fact]
    public async Task An_empty_message_is_one_too()
    {
        await using WebServer server = await WebSocketServer.StartAsync(Saying("", "", "then"));
        StepResult step = await Dialled.StepAsync(server.Target, Open(new AwaitedMessage { Body = [new Match { Is = Dialled.Text("") }], Count = 2 }, Expect("then")));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task Messages_that_do_not_fit_are_passed_over_until_so_many_do()
    {
        await using WebServer server = await WebSocketServer.StartAsync(Saying("""{"op":"ack"}""", "heartbeat", """{"symbol":"A","n":1}""", """{"symbol":"B"}""", """{"symbol":"A","n":2}"""));
        var save = new Save("n", SaveSource.Json, Path: JsonPath.Parse("$.n"));
        JourneyResult journey = await Dialled.RunAsync(server.Target, Open(ExpectJson("$.symbol", "A") with { Count = 2, Saves = [save] }, Send("n ${n}"), Expect("heard n 2")));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
    }

    [Fact]
    public async Task When_none_fits_in_time_the_first_that_did_not_is_told()
    {
        await using WebServer server = await WebSocketServer.StartAsync(Saying("""{"error":"unknown symbol"}""", """{"symbol":"B"}"""));
        StepResult step = await Dialled.StepAsync(server.Target, Open(ExpectJson("$.symbol", "A")), TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.JsonMismatch, step.Outcome);
        Assert.Contains("2 messages did not fit, the first: $.symbol is absent", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_not_there_is_not_saved()
    {
        await using WebServer server = await WebSocketServer.StartAsync(Saying("{}"));
        StepResult step = await Dialled.StepAsync(server.Target, Open(new AwaitedMessage { Saves = [new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.id"))] }));
        Assert.Equal(Outcome.NotSaved, step.Outcome);
    }

    [Fact]
    public async Task A_message_later_than_expected_is_too_slow()
    {
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, context.RequestAborted);
            await Saying("hello")(socket, context);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("hello") with { Within = TimeSpan.FromMilliseconds(20) }));
        Assert.Equal(Outcome.TooSlow, step.Outcome);
    }

    [Fact]
    public async Task A_target_that_says_nothing_times_out_waiting()
    {
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync);
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("hello")), TimeSpan.FromSeconds(1));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task An_opening_that_is_never_answered_times_out_waiting()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Open(), TimeSpan.FromSeconds(1));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.Null(step.Status);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task An_opening_that_is_refused_is_a_mismatch_of_status(int status)
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("no");
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("hello")));
        Assert.Equal((Outcome.StatusMismatch, status), (step.Outcome, step.Status));
        Assert.Contains($"status {status}, expected 101", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_with_the_wrong_answer_to_our_key_is_a_protocol_error()
    {
        await using OddServer server = OddServer.Answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm90IG91cnM=\r\n\r\n", OddServer.Hang);
        Assert.Equal(Outcome.ProtocolError, (await Dialled.StepAsync(server.Target, Open())).Outcome);
    }

    [Fact]
    public async Task A_target_that_hangs_up_instead_of_answering_closed_the_connection()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Close);
        Assert.Equal(Outcome.ConnectionClosed, (await Dialled.StepAsync(server.Target, Open())).Outcome);
    }

    [Fact]
    public async Task A_close_instead_of_a_message_is_told_with_its_status_and_reason()
    {
        await using WebServer server = await WebSocketServer.StartAsync((socket, context) => socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "who are you?", context.RequestAborted));
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("hello")));
        Assert.Equal(Outcome.ConnectionClosed, step.Outcome);
        Assert.Contains("the target closed with status 1008 \"who are you?\"", step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1008, Outcome.Ok)]
    [InlineData(1000, Outcome.StatusMismatch)]
    public async Task A_close_may_be_what_is_expected(int status, Outcome outcome)
    {
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            await WebSocketServer.SayAsync(socket, "bye", context);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, null, context.RequestAborted);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(new AwaitedMessage { CloseStatus = status }));
        Assert.True(step.Outcome == outcome, step.Detail);
    }

    [Fact]
    public async Task A_connection_cut_between_messages_was_closed_and_within_one_failed_to_be_received()
    {
        await using OddServer between = WebSocketServer.Odd([0x81, 2, .. "hi"u8], OddServer.Close);
        await using OddServer within = WebSocketServer.Odd([0x81, 9, .. "hi"u8], OddServer.Close);
        Assert.Equal(Outcome.ConnectionClosed, (await Dialled.StepAsync(between.Target, Open(Expect("more")))).Outcome);
        Assert.Equal(Outcome.ReceiveFailed, (await Dialled.StepAsync(within.Target, Open(Expect("more")))).Outcome);
    }

    public static TheoryData<string, byte[]> WrongFrames => new()
    {
        { "an opcode that is none", [0x83, 2, .. "hi"u8] },
        { "a reserved bit", [0xC1, 2, .. "hi"u8] },
        { "masked by a server", [0x81, 0x82, 0, 0, 0, 0, .. "hi"u8] },
        { "a continuation of nothing", [0x80, 2, .. "hi"u8] },
        { "a ping in parts", [0x09, 0] },
        { "text that is not UTF-8", [0x81, 2, 0xC3, 0x28] },
        { "a length beyond all bounds", [0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(WrongFrames))]
    public async Task Wrong_frames_are_a_protocol_error(string what, byte[] frames)
    {
        await using OddServer server = WebSocketServer.Odd(frames, OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("more")));
        Assert.True(step.Outcome == Outcome.ProtocolError, $"{what}: {step.Outcome} {step.Detail}");
    }

    [Fact]
    public async Task A_message_longer_than_is_kept_is_too_large_and_one_just_so_long_is_not()
    {
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            await socket.SendAsync(new byte[8 << 20], WebSocketMessageType.Binary, true, context.RequestAborted);
            await Saying("then")(socket, context);
        });
        await using OddServer endless = WebSocketServer.Odd([], async (socket, token) =>
        {
            await socket.SendAsync(new byte[] { 0x02, 0 }, token);
            byte[] frame = [0x00, 126, 0x80, 0, .. new byte[0x8000]];
            while (await socket.SendAsync(frame, token) > 0)
            {
            }
        });
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Open(Expect("then")))).Outcome);
        Assert.Equal(Outcome.TooLarge, (await Dialled.StepAsync(endless.Target, Open(Expect("then")))).Outcome);
    }

    [Fact]
    public async Task A_target_that_never_stops_talking_is_left_when_time_is_up()
    {
        await using OddServer server = WebSocketServer.Odd([], async (socket, token) =>
        {
            byte[] frames = [.. Enumerable.Repeat((byte[])[0x81, 2, .. "hi"u8], 1000).SelectMany(f => f)];
            while (await socket.SendAsync(frames, token) > 0)
            {
            }
        });
        StepResult step = await Dialled.StepAsync(server.Target, Open(Expect("more")), TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.BodyMismatch, step.Outcome);
    }

    [Fact]
    public async Task A_target_that_does_not_close_after_us_fails_unless_we_leave_without_a_word()
    {
        await using OddServer server = WebSocketServer.Odd([0x81, 2, .. "hi"u8], OddServer.Hang);
        Assert.Equal(Outcome.WaitTimedOut, (await Dialled.StepAsync(server.Target, Open(Expect("hi")), TimeSpan.FromSeconds(2))).Outcome);
        await using OddServer another = WebSocketServer.Odd([0x81, 2, .. "hi"u8], OddServer.Hang);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(another.Target, Open(Expect("hi")) with { Close = false })).Outcome);
    }

    [Fact]
    public async Task The_request_has_the_headers_the_cookies_and_the_subprotocols()
    {
        var seen = new List<string?>();
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.Cookies.Append("sid", "s1");
                return;
            }

            seen.AddRange([context.Request.Headers.Authorization, context.Request.Cookies["sid"], context.Request.Headers.UserAgent, .. context.Request.Headers.SecWebSocketExtensions, .. context.WebSockets.WebSocketRequestedProtocols]);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("v1");
            await WebSocketServer.EchoAsync(socket, context);
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/login"), Open() with
        {
            Headers = [new Header("Authorization", Dialled.Text("Bearer ${secret:env:TOKEN}"))], Subprotocols = ["v2", "v1"],
        });
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal([$"Bearer {KnownSecret.Value}", "s1", "LoadProbe/0.1", "v2", "v1"], seen);
        Assert.NotNull(journey.Steps[1].Phases.Connect);
    }

    [Theory]
    [InlineData(null, Outcome.HeaderMismatch)]
    [InlineData("v3", Outcome.ProtocolError)]
    public async Task A_subprotocol_that_is_not_agreed_on_fails(string? answered, Outcome outcome)
    {
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync, subprotocol: answered);
        StepResult step = await Dialled.StepAsync(server.Target, Open() with { Subprotocols = ["v1"] });
        Assert.True(step.Outcome == outcome, $"{step.Outcome} {step.Detail}");
    }

    [Fact]
    public async Task It_goes_over_TLS_too()
    {
        using var made = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync, made.Certificate);
        StepResult trusted = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(Verify: false) }, Open(Send("a"), Expect("heard a")));
        StepResult untrusted = await Dialled.StepAsync(server.Target, Open());
        Assert.True(trusted.Outcome == Outcome.Ok, trusted.Detail);
        Assert.NotNull(trusted.Phases.Tls);
        Assert.Equal("http/1.1", trusted.Tls!.Protocol);
        Assert.Equal(Outcome.TlsUntrusted, untrusted.Outcome);
    }

    [Fact]
    public async Task Another_address_must_be_in_the_allow_list()
    {
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync);
        var target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/") };
        WebSocketStep step = Open() with { Url = Dialled.Text($"ws://127.0.0.1:{server.Address.Port}/ws") };
        Assert.Equal(Outcome.NotAllowed, (await Dialled.StepAsync(target, step)).Outcome);
        Assert.Empty(server.Seen);
        var allowed = target with { Allow = new AllowList([AllowRule.Parse("127.0.0.1")!]) };
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(allowed, step)).Outcome);
    }

    [Fact]
    public async Task A_header_that_becomes_two_lines_is_our_fault_and_nothing_is_sent()
    {
        await using WebServer server = await WebServer.SayingAsync("a\r\nX: b");
        var save = new Save("two", SaveSource.Body);
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/", null, save), Open() with { Headers = [new Header("X-Trace", Dialled.Text("${two}"))] });
        Assert.Equal(Outcome.AgentFault, journey.Outcome);
        Assert.Equal(["GET /"], server.Seen);
    }

    [Fact]
    public async Task A_stop_is_no_fault_of_the_target()
    {
        var heard = new TaskCompletionSource();
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            await WebSocketServer.HearAsync(socket, context);
            heard.SetResult();
            await WebSocketServer.EchoAsync(socket, context);
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Dialled.Token);
        Task<JourneyResult> running = Dialled.RunAsync(server.Target, TimeSpan.FromSeconds(5), stop.Token, Open(Send("a"), Expect("never")));
        await heard.Task;
        await stop.CancelAsync();
        Assert.Equal(Outcome.Cancelled, (await running).Outcome);
    }

    [Fact]
    public async Task A_secret_that_is_echoed_is_not_in_the_result()
    {
        await using WebServer server = await WebSocketServer.StartAsync(WebSocketServer.EchoAsync);
        StepResult step = await Dialled.StepAsync(server.Target, Open(Send("${secret:env:TOKEN}"), Expect("never")), TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.BodyMismatch, step.Outcome);
        Assert.DoesNotContain(KnownSecret.Value, step.Detail, StringComparison.Ordinal);
        Assert.Contains("heard ***", step.Detail, StringComparison.Ordinal);
    }
}
