using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>What becomes of a request when the connection it goes over is at its end, or the server does not listen to its end.</summary>
public sealed class KeptConnectionTests
{
    private static readonly byte[] Hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray();

    [Theory]
    [InlineData("GET", 3, Outcome.Ok)]
    [InlineData("PUT", 3, Outcome.Ok)]
    [InlineData("DELETE", 3, Outcome.Ok)]
    [InlineData("POST", 2, Outcome.ConnectionClosed)]
    [InlineData("PATCH", 2, Outcome.ConnectionClosed)]
    public async Task Only_what_does_no_more_when_done_twice_is_sent_again_after_a_close_at_the_wrong_moment(string method, int seen, Outcome outcome)
    {
        int requests = 0;
        await using var server = new OddServer(async (socket, token) =>
        {
            // The first connection answers once, takes another request, and closes.
            bool isFirst = requests == 0;
            while (await socket.ReceiveAsync(new byte[4096], token) > 0)
            {
                if (++requests == 2) return;
                await socket.SendAsync(Hi, token);
                if (!isFirst) return;
            }
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/"), Dialled.Get("/") with { Method = method });
        Assert.Equal((Outcome.Ok, outcome, seen), (journey.Steps[0].Outcome, journey.Steps[1].Outcome, requests));
    }

    [Fact]
    public async Task Nothing_is_sent_again_that_was_sent_over_a_new_connection()
    {
        int requests = 0;
        await using var server = new OddServer(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[4096], token);
            requests++;
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/"));
        Assert.Equal((Outcome.ConnectionClosed, 1), (journey.Outcome, requests));
    }

    [Fact]
    public async Task An_answer_is_taken_while_the_server_leaves_a_long_body_unread()
    {
        await using var server = new OddServer(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[1024], token);
            await socket.SendAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"u8.ToArray(), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, TimeSpan.FromSeconds(20), Dialled.Token, Posting(new string('x', 32 << 20)) with { Expect = new HttpExpectation { Status = [new StatusRange(413, 413)] } });
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
    }

    [Fact]
    public async Task A_long_body_arrives_whole()
    {
        long received = 0;
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received = body.Length;
        });
        JourneyResult journey = await Dialled.RunAsync(server.Target, TimeSpan.FromSeconds(20), Dialled.Token, Posting(new string('x', 16 << 20)));
        Assert.Equal((Outcome.Ok, 16L << 20), (journey.Outcome, received));
    }

    [Fact]
    public async Task The_headers_of_long_answers_are_not_mixed_up()
    {
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            string id = context.Request.Path.Value![1..];
            context.Response.Headers["X-Id"] = id;
            // Without a length it comes in chunks.
            for (int i = 0; i < 64; i++) await context.Response.WriteAsync(new string(id[0], 4000));
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Dialled.Token, async (customer, _) =>
        {
            HttpStep[] steps = [.. Enumerable.Range(0, 20).Select(n => Dialled.Get($"/{customer}-{n}", new HttpExpectation { Headers = [new HeaderExpectation("X-Id", new Core.Match { Is = Dialled.Text($"{customer}-{n}") })] }))];
            JourneyResult journey = await Dialled.RunAsync(server.Target, TimeSpan.FromSeconds(30), Dialled.Token, steps);
            Assert.True(journey.Outcome == Outcome.Ok, journey.Steps.FirstOrDefault(s => s.Outcome != Outcome.Ok)?.Detail);
        });
    }

    [Fact]
    public async Task A_step_that_closes_its_connection_has_the_next_one_make_another()
    {
        await using var server = new OddServer(async (socket, token) =>
        {
            while (await socket.ReceiveAsync(new byte[4096], token) > 0) await socket.SendAsync(Hi, token);
        });
        HttpStep closing = Dialled.Get("/") with { Headers = [new Header("Connection", Dialled.Text("close"))] };
        JourneyResult journey = await Dialled.RunAsync(server.Target, closing, Dialled.Get("/"), Dialled.Get("/"));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Equal([true, true, false], journey.Steps.Select(s => s.Phases.Connect is not null));
    }

    [Fact]
    public async Task A_request_with_a_line_break_in_a_header_is_not_sent()
    {
        await using var server = OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\na\r\nX-Evil: b", OddServer.Hang);
        var save = new Save("said", SaveSource.Body, Regex: new Regex("(?s)(.*)"));
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/", null, save), Dialled.Get("/") with { Headers = [new Header("X-A", Dialled.Text("${said}"))] });
        Assert.Equal((Outcome.AgentFault, "header X-A would have a line break in it"), (journey.Steps[1].Outcome, journey.Steps[1].Detail?.Split(" (")[0]));
    }

    private static HttpStep Posting(string text) => Dialled.Get("/") with { Method = "POST", Body = new HttpBody(Template.Constant(text), "text/plain") };
}
