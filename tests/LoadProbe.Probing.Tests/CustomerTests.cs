using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Match = LoadProbe.Core.Match;

namespace LoadProbe.Probing.Tests;

/// <summary>What one customer carries from step to step: cookies and saved values.</summary>
public sealed class CustomerTests
{
    private static Task<WebServer> ShopAsync() => WebServer.StartAsync(context =>
    {
        if (context.Request.Path == "/login")
        {
            context.Response.Cookies.Append("session", "s-77");
            context.Response.Headers["X-Trace"] = "t-1";
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"token":"k-5","orders":[{"id":41},{"id":42}]}""");
        }

        return context.Response.WriteAsync($"{context.Request.Query["v"]}|{context.Request.Cookies["session"]}");
    });

    [Fact]
    public async Task Cookies_are_kept_within_a_journey_and_not_beyond_it()
    {
        await using WebServer server = await ShopAsync();
        var loggedIn = new HttpExpectation { Body = [new Match { Is = Dialled.Text("|s-77") }] };
        var stranger = new HttpExpectation { Body = [new Match { Is = Dialled.Text("|") }] };
        Assert.Equal(Outcome.Ok, (await Dialled.RunAsync(server.Target, Dialled.Get("/login"), Dialled.Get("/", loggedIn))).Outcome);
        Assert.Equal(Outcome.Ok, (await Dialled.RunAsync(server.Target, Dialled.Get("/", stranger))).Outcome);
    }

    public static TheoryData<string, string> Sources => new()
    {
        { "json", "k-5" }, { "json-last", "42" }, { "header", "t-1" }, { "cookie", "s-77" }, { "regex", "41" }, { "whole-regex", "\"id\":41" }, { "status", "200" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_value_of_the_answer_is_saved_for_later_steps(string kind, string value)
    {
        Save save = kind switch
        {
            "json" => new("v", SaveSource.Json, Path: JsonPath.Parse("$.token")),
            "json-last" => new("v", SaveSource.Json, Path: JsonPath.Parse("$.orders[-1].id")),
            "header" => new("v", SaveSource.Header, "x-trace"),
            "cookie" => new("v", SaveSource.Cookie, "session"),
            "regex" => new("v", SaveSource.Body, Regex: new Regex("\"id\":(\\d+)")),
            "whole-regex" => new("v", SaveSource.Body, Regex: new Regex("\"id\":\\d+")),
            _ => new("v", SaveSource.Status),
        };
        await using WebServer server = await ShopAsync();
        JourneyResult journey = await Dialled.RunAsync(server.Target,
            Dialled.Get("/login", null, save),
            Dialled.Get("/?v=${v}", new() { Body = [new Match { Contains = Dialled.Text($"{value}|") }] }));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
    }

    [Fact]
    public async Task A_value_that_is_not_there_ends_the_journey_and_the_steps_after_it_are_skipped()
    {
        await using WebServer server = await ShopAsync();
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/login", null, new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.basket"))), Dialled.Get("/"));
        Assert.Equal([Outcome.NotSaved, Outcome.Skipped], journey.Steps.Select(s => s.Outcome));
        Assert.Contains("id: nothing to save from $.basket", journey.Detail, StringComparison.Ordinal);
        Assert.Equal(["GET /login"], server.Seen);
    }
}
