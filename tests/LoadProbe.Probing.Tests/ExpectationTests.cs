using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Match = LoadProbe.Core.Match;

namespace LoadProbe.Probing.Tests;

public sealed class ExpectationTests
{
    private static async Task<StepResult> HoldAsync(HttpExpectation expect)
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Headers.ContentType = "application/json";
            context.Response.Headers["X-Cache"] = "miss";
            return context.Response.WriteAsync("""{"state":"open","price":12.5}""");
        });
        return await Dialled.StepAsync(server.Target, Dialled.Get("/", expect));
    }

    private static async Task FailsAsync(Outcome outcome, string message, HttpExpectation expect)
    {
        StepResult step = await HoldAsync(expect);
        Assert.Equal(outcome, step.Outcome);
        Assert.Contains(message, step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_all_that_was_expected_passes()
    {
        StepResult step = await HoldAsync(new()
        {
            Status = [new(200, 299)],
            Headers = [new("x-cache", new Match { Matches = new Regex("^(hit|miss)$") }), new("X-Debug", new Match { Exists = false })],
            Body = [new Match { Contains = Dialled.Text("open") }],
            Json = [new(JsonPath.Parse("$.price")!, new Match { Min = 12, Max = 13 }), new(JsonPath.Parse("$.price")!, new Match { Is = Dialled.Text("12.50") })],
        });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public Task A_wrong_status_names_both_and_shows_the_answer() =>
        FailsAsync(Outcome.StatusMismatch, "status 200, expected 201 or 400-404; the answer: {\"state\":\"open\"", new() { Status = [new(201, 201), new(400, 404)] });

    [Fact]
    public Task A_wrong_header_names_its_value() =>
        FailsAsync(Outcome.HeaderMismatch, "header X-Cache is \"miss\": expected \"hit\"", new() { Headers = [new("X-Cache", new Match { Is = Dialled.Text("hit") })] });

    [Fact]
    public Task A_missing_header_is_said_to_be_absent() =>
        FailsAsync(Outcome.HeaderMismatch, "header X-Nope is absent: expected it to be there", new() { Headers = [new("X-Nope", new Match { Exists = true })] });

    [Fact]
    public Task A_body_without_the_text_fails() =>
        FailsAsync(Outcome.BodyMismatch, "expected it to contain \"closed\"", new() { Body = [new Match { Contains = Dialled.Text("closed") }] });

    [Fact]
    public Task A_body_that_does_not_match_the_pattern_fails() =>
        FailsAsync(Outcome.BodyMismatch, "expected it to match /^<html/", new() { Body = [new Match { Matches = new Regex("^<html") }] });

    [Fact]
    public Task A_wrong_json_value_names_its_path_and_value() =>
        FailsAsync(Outcome.JsonMismatch, "$.price is \"12.5\": expected at most 10", new() { Json = [new(JsonPath.Parse("$.price")!, new Match { Max = 10 })] });

    [Fact]
    public Task A_missing_json_value_is_said_to_be_absent() =>
        FailsAsync(Outcome.JsonMismatch, "$.owner.name is absent: expected it to be there", new() { Json = [new(JsonPath.Parse("$.owner.name")!, new Match { Exists = true })] });

    [Fact]
    public async Task An_answer_that_is_not_json_is_said_so()
    {
        await using WebServer server = await WebServer.SayingAsync("<html>sorry</html>");
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/", new() { Json = [new(JsonPath.Parse("$.a")!, new Match { Exists = true })] }));
        Assert.Equal((Outcome.JsonMismatch, "the answer is not JSON; the answer: <html>sorry</html>"), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task An_answer_that_is_right_but_late_is_too_slow()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/") with { Within = TimeSpan.FromTicks(1) });
        Assert.Equal((Outcome.TooSlow, 200), (step.Outcome, step.Status));
        Assert.Contains("expected within", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_never_reaches_a_message()
    {
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync($"you said {context.Request.Headers.Authorization} and {context.Request.QueryString}"));
        HttpStep step = Dialled.Get("/?key=${secret:env:KEY}", new() { Status = [new(201, 201)] }) with { Headers = [new("Authorization", Dialled.Text("Bearer ${secret:env:KEY}"))] };
        StepResult result = await Dialled.StepAsync(server.Target, step);
        Assert.Contains("you said Bearer *** and ?key=***", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(KnownSecret.Value, result.Detail, StringComparison.Ordinal);

        var wrong = new HttpExpectation { Body = [new Match { Is = Dialled.Text("${secret:env:KEY}!") }] };
        result = await Dialled.StepAsync(server.Target, Dialled.Get("/", wrong));
        Assert.Contains("expected \"***!\"", result.Detail, StringComparison.Ordinal);
    }
}
