using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

public sealed class RedirectTests
{
    private static Task<WebServer> ChainAsync() => WebServer.StartAsync(context =>
    {
        string path = context.Request.Path.Value!;
        if (path == "/end") return context.Response.WriteAsync("the end");
        context.Response.StatusCode = path == "/post" ? 302 : path == "/kept" ? 307 : 301;
        context.Response.Headers.Location = path == "/loop" ? "/loop" : path is "/1" ? "/2" : "/end";
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Redirects_are_followed_hop_by_hop_and_their_phases_summed()
    {
        await using WebServer server = await ChainAsync();
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var dial = new HttpDial(connections, withTcpInfo: false, TimeProvider.System) { KeepsVisit = true };
        using var deadline = new Deadline(TimeSpan.FromSeconds(5), TimeProvider.System, Dialled.Token);
        var variables = new Variables(new KnownSecret());
        HttpStep chain = Dialled.Get("/1");
        await dial.RunAsync(chain, new RequestForm(chain, server.Target, variables), variables, TimeProvider.System.GetTimestamp(), deadline, explain: true);
        StepResult step = dial.Result(chain, default);

        Assert.Equal((Outcome.Ok, 200), (step.Outcome, step.Status));
        Assert.Equal(["GET /1", "GET /2", "GET /end"], server.Seen);
        Assert.Equal(2, dial.Visit.Redirects);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task A_step_that_follows_none_is_told_of_the_redirect_itself()
    {
        await using WebServer server = await ChainAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/1", new() { Status = [new(301, 301)] }) with { Redirects = 0 });
        Assert.Equal((Outcome.Ok, 301), (step.Outcome, step.Status));
        Assert.Equal(["GET /1"], server.Seen);
    }

    [Fact]
    public async Task An_endless_chain_ends_at_the_limit()
    {
        await using WebServer server = await ChainAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/loop", new() { Status = [new(200, 200)] }) with { Redirects = 3 });
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
        Assert.StartsWith("redirected more than 3 times, the last time to ", step.Detail, StringComparison.Ordinal);
        Assert.Equal(4, server.Seen.Count);
    }

    [Fact]
    public async Task A_chain_that_is_expected_to_end_with_a_redirect_is_no_endless_one()
    {
        await using WebServer server = await ChainAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/loop", new() { Status = [new(300, 399)] }) with { Redirects = 1 });
        Assert.Equal(Outcome.Ok, step.Outcome);
    }

    [Theory]
    [InlineData("/post", "GET /end")]
    [InlineData("/kept", "POST /end")]
    public async Task A_post_becomes_a_get_at_302_and_stays_a_post_at_307(string path, string then)
    {
        await using WebServer server = await ChainAsync();
        HttpStep step = Dialled.Get(path) with { Method = "POST", Body = new HttpBody(Dialled.Text("amount=1"), "application/x-www-form-urlencoded") };
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, step)).Outcome);
        Assert.Equal([$"POST {path}", then], server.Seen);
    }

    [Fact]
    public async Task A_redirect_to_a_host_that_is_not_allowed_is_not_followed()
    {
        await using WebServer elsewhere = await WebServer.SayingAsync("not yours");
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(elsewhere.Address.AbsoluteUri);
            return Task.CompletedTask;
        });
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Contains($"127.0.0.1:{elsewhere.Address.Port}", step.Detail, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Seen);
    }
}
