using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Probing.Tests;

/// <summary>What a target says of the pressure on it in its answers.</summary>
public sealed class TargetWordTests
{
    [Theory]
    [InlineData("30", 30)]
    [InlineData(" 0 ", 0)]
    [InlineData("Fri, 27 Nov 2026 08:00:10 GMT", 10)]
    [InlineData("Friday, 27-Nov-26 08:00:10 GMT", 10)]
    [InlineData("Fri Nov 27 08:00:10 2026", 10)]
    [InlineData("Tue Dec  1 08:00:00 2026", 4 * 86_400)]
    [InlineData("Fri, 27 Nov 2026 07:59:00 GMT", 0)]
    public void It_asks_for_less_for_so_long_or_until_a_moment_of_its_own_clock(string retry, int seconds) =>
        Assert.Equal([$"wait {TimeSpan.FromSeconds(seconds)}"], Told(503, ("Retry-After", retry), ("Date", "Fri, 27 Nov 2026 08:00:00 GMT")));

    [Fact]
    public void Without_a_date_of_its_own_the_moment_is_by_our_clock()
    {
        string next = TimeProvider.System.GetUtcNow().AddSeconds(100).ToString("r", CultureInfo.InvariantCulture);
        TimeSpan wait = TimeSpan.Parse(Assert.Single(Told(429, ("Retry-After", next)))[5..], CultureInfo.InvariantCulture);
        Assert.InRange(wait, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(100));
    }

    [Fact]
    public void It_may_ask_for_longer_than_anybody_would_wait() => Assert.StartsWith("wait ", Assert.Single(Told(503, ("Retry-After", new string('9', 400)))), StringComparison.Ordinal);

    [Theory]
    [InlineData(200, "30")]
    [InlineData(301, "30")]
    [InlineData(503, "soon")]
    [InlineData(503, "-1")]
    [InlineData(503, "1.5")]
    [InlineData(429, "")]
    public void Where_that_means_nothing_it_is_passed_over(int status, string retry) => Assert.Empty(Told(status, ("Retry-After", retry)));

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public void It_wants_no_more_whatever_the_answer_is(int status) => Assert.Equal(["stop maintenance"], Told(status, ("X-LoadProbe-Stop", " maintenance")));

    [Fact]
    public void What_it_says_is_a_line_that_is_not_long() =>
        Assert.Equal(["stop no reason was given", "stop a b", $"stop {new string('x', 200)}"], (string[])[.. new[] { "", "a\u0007b", new string('x', 5_000) }.SelectMany(s => Told(200, ("X-LoadProbe-Stop", s)))]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_answer_to_pressure_says_it_and_so_does_one_that_leads_elsewhere(int version)
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            context.Response.StatusCode = context.Request.Path == "/busy" ? 429 : 200;
            if (context.Request.Path == "/moved") context.Response.Redirect("/busy");
            if (context.Request.Path == "/moved") context.Response.Headers["x-loadprobe-stop"] = "moving";
            return Task.CompletedTask;
        }, protocols: version == 1 ? HttpProtocols.Http1 : HttpProtocols.Http2);
        HttpStep step = Dialled.Get("/fine", new HttpExpectation { Status = [new StatusRange(200, 499)] }) with { Version = new Version(version, version == 1 ? 1 : 0) };
        Assert.Empty(await PressAsync(server.Target, step));
        Assert.Equal(["stop moving", "wait 00:00:07"], await PressAsync(server.Target, step with { Url = Template.Constant("/moved") }));
    }

    [Fact]
    public async Task The_answer_to_a_call_by_gRPC_says_it()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers["X-LoadProbe-Stop"] = "enough";
            return Task.CompletedTask;
        });
        var step = new GrpcStep { Name = "place", At = default, Service = "shop.v1.Orders", Method = "Place" };
        Assert.Equal(["stop enough", "wait 00:00:07"], (await PressAsync(server.Target, step)).Distinct());
    }

    [Theory]
    [InlineData(true, new[] { "stop enough" })]
    [InlineData(false, new[] { "stop enough", "wait 00:00:07" })]
    public async Task So_does_the_one_to_the_beginning_of_a_WebSocket_opened_or_refused(bool opens, string[] told)
    {
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            context.Response.Headers["X-LoadProbe-Stop"] = "enough";
            context.Response.Headers.RetryAfter = "7";
            if (opens) await WebSocketServer.EchoAsync(await context.WebSockets.AcceptWebSocketAsync(), context);
            else context.Response.StatusCode = 503;
        });
        Assert.Equal(told, await PressAsync(server.Target, new WebSocketStep { Name = "stream", At = default, Url = Template.Constant("/ws") }));
    }

    private static List<string> Told(int status, params (string Name, string Value)[] head)
    {
        var wish = new Wish();
        TargetWord.Tell(wish, status, name => head.FirstOrDefault(h => h.Name == name).Value, TimeProvider.System);
        return wish.Told;
    }

    private static async Task<List<string>> PressAsync(Target target, Step step)
    {
        var wish = new Wish();
        using var connections = new HttpConnections(target, TimeProvider.System, wish: wish);
        using var pressed = new ApiJourney(new Journey { Name = "journey", Target = target, Steps = [step] }, connections, TimeProvider.System, Dialled.Token);
        await pressed.PressAsync(new Variables(new KnownSecret()), new Facts(), TimeProvider.System.GetTimestamp(), CancellationToken.None);
        return wish.Told;
    }

    private sealed class Wish : ITargetWish
    {
        public List<string> Told { get; } = [];

        public void Stop(string reason) => Told.Add($"stop {reason}");

        public void Wait(TimeSpan time) => Told.Add($"wait {time}");
    }
}
