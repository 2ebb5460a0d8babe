using System.Net;
using System.Text.Json;
using LoadProbe.Link;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>Who may have a run: proposed by one, approved of by another, bound to what was seen, for once and not for long.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Scenario = "target: shop\nmix: { visit.yaml: 1 }\nload: [{ inject: { rate: 10/s, during: 10s } }]\n";
    private const string Visit = "target: shop\nsteps: [{ get: / }]\n";
    private const string Staging = "shop: { address: \"http://127.0.0.1:9\", class: staging, approvals: 1 }\n";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(TimeProvider.System.GetUtcNow().Date.AddHours(12), TimeSpan.Zero));
    private ApiServer _server = null!;
    private string _ada = "", _bob = "", _carol = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(time: _time);
        (_ada, _bob, _carol) = (await _server.KeyAsync(Scope.Admin, "Ada"), await _server.KeyAsync(Scope.Admin, "Bob", "trading"), await _server.KeyAsync(Scope.Admin, "Carol"));
    }

    public async ValueTask DisposeAsync() => await _time.WhileAsync(_server.DisposeAsync().AsTask());

    [Fact]
    public async Task Proposed_by_one_and_approved_of_by_another_a_run_starts_once()
    {
        ScriptedAgent agent = await AppliedAsync();
        Assert.Contains("a run needs an approval, and there is none: loadprobe ctl propose press", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        JsonElement proposed = await ProposedAsync();
        Assert.Equal(("pending_approval", "one approval", "one person other than who proposes it"), (Text(proposed, "state"), Text(proposed, "missing"), Text(proposed, "needs")));
        Assert.Contains("is not approved yet: it needs one approval", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));

        JsonElement approved = await PostedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _bob);
        Assert.Equal("approved", Text(approved, "state"));
        await PostedAsync("/api/runs", _ada, new { scenario = "press" });
        await agent.ReadyAsync();
        Assert.Equal(("preflight", agent.Run), await StateAsync(proposed));
        await agent.SayAsync(new RunBroken(agent.Run, "enough"));
        await UntilAsync(async () => (await _server.Controller.Store.RunsAsync(1, CancellationToken.None)).Any(r => r.Verdict is not null));

        JsonElement run = JsonDocument.Parse((await _server.Controller.Store.RunAsync("last", CancellationToken.None))!).RootElement.GetProperty("approval");
        Assert.Equal((Text(proposed, "id"), Text(proposed, "hash")), (Text(run, "proposal"), Text(run, "hash")));
        Assert.StartsWith("Bob (", Text(run.GetProperty("approved_by")[0], "who"));
        Assert.Contains("there is none", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        await UntilAsync(async () => (await EntriesAsync()).Any(e => e.Action == "ended"));
        string[] actions = [.. (await EntriesAsync()).Where(e => e.Action != "applied").Select(e => e.Action)];
        Assert.Equal(["proposed", "approved", "started", "ended"], actions.Where(a => !a.StartsWith("run ", StringComparison.Ordinal)));
        string[] moves = [.. actions.Where(a => a.StartsWith("run ", StringComparison.Ordinal))];
        Assert.Equal(["run baseline", "run arming"], moves.Take(2));
        Assert.Equal(["run aborting", "run draining", "run compensating", "run cool down", "run verifying", "run aborted"], moves.TakeLast(6));
        Assert.Null((await AuditVerification.RunAsync(_server.Controller.Store.Audit, [], CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task Its_author_does_not_approve_of_it_with_whatever_key()
    {
        await AppliedAsync();
        JsonElement proposed = await ProposedAsync();

        Assert.Matches(@"^Ada \([0-9a-f]+\) proposed .+: another person has to approve of it$", await RefusedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _ada));
        string second = await _server.KeyAsync(Scope.Approve, "Ada");
        Assert.Contains("another person has to approve of it", await RefusedAsync($"/api/proposals/{Text(proposed, "id")}/approve", second));
        Assert.Equal("pending_approval", (await StateAsync(proposed)).State);
    }

    [Fact]
    public async Task Two_that_are_asked_for_are_two_persons()
    {
        await AppliedAsync(Staging.Replace("approvals: 1", "approvals: 2"));
        JsonElement proposed = await ProposedAsync();
        string approve = $"/api/proposals/{Text(proposed, "id")}/approve";

        Assert.Equal("one approval", Text(await PostedAsync(approve, _bob), "missing"));
        Assert.Contains("has approved of", await RefusedAsync(approve, _bob));
        Assert.Equal("approved", Text(await PostedAsync(approve, _carol), "state"));
    }

    [Theory]
    [InlineData("press.yaml", "target: shop\nmix: { visit.yaml: 1 }\nload: [{ inject: { rate: 11/s, during: 10s } }]\n")]
    [InlineData("visit.yaml", "target: shop\nsteps: [{ get: /other }]\n")]
    [InlineData("targets.yaml", "shop: { address: \"http://127.0.0.1:10\", class: staging, approvals: 1 }\n")]
    public async Task Any_edit_voids_it_and_is_named(string file, string content)
    {
        await AppliedAsync();
        JsonElement proposed = await ProposedAsync();
        await PostedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _bob);
        await ApplyAsync(Staging, (file, content));

        Assert.Contains($"is void: {file} was edited after it was proposed", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        Assert.Equal(("expired", $"{file} was edited after it was proposed"), await StateAsync(proposed));
        // As it was before is not good again.
        await ApplyAsync(Staging);
        Assert.Contains("there is none", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
    }

    [Fact]
    public async Task It_expires_whether_it_is_approved_or_not()
    {
        await AppliedAsync();
        JsonElement proposed = await PostedAsync("/api/proposals", _ada, new { scenario = "press", expires_in_seconds = 3600 });
        await PostedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _bob);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Contains("is void: it was good until ", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        Assert.Contains("is expired: it was good until ", await RefusedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _carol));
    }

    [Fact]
    public async Task Whoever_may_look_may_reject_it_and_its_author_calls_it_off()
    {
        await AppliedAsync();
        string onlooker = await _server.KeyAsync(Scope.Read, "Dan");
        JsonElement rejected = await ProposedAsync(), own = await ProposedAsync();
        await PostedAsync($"/api/proposals/{Text(rejected, "id")}/reject", onlooker, new { reason = "payday" });
        await PostedAsync($"/api/proposals/{Text(own, "id")}/reject", _ada, new { reason = "not today" });

        Assert.Equal(("rejected", "payday"), await StateAsync(rejected));
        Assert.Equal(("cancelled", "not today"), await StateAsync(own));
        Assert.Contains("is rejected: payday", await RefusedAsync($"/api/proposals/{Text(rejected, "id")}/approve", _bob));
        using HttpResponseMessage small = await _server.SendAsync(HttpMethod.Post, $"/api/proposals/{Text(own, "id")}/approve", onlooker);
        Assert.Equal(HttpStatusCode.Forbidden, small.StatusCode);
    }

    [Fact]
    public async Task An_agent_that_came_after_it_has_no_part_in_the_run_and_without_those_approved_there_is_none()
    {
        ScriptedAgent agent = await AppliedAsync();
        JsonElement proposed = await ProposedAsync();
        await PostedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _bob);
        await _server.JoinAsync("agent-2");
        await UntilAsync(() => Task.FromResult(_server.Controller.Agents.Count == 2));
        await PostedAsync("/api/runs", _ada, new { scenario = "press" });
        await agent.ReadyAsync();

        Assert.Equal(Segment.Whole, agent.Segment);
    }

    [Fact]
    public async Task What_would_not_start_anyway_does_not_use_it_up()
    {
        await AppliedAsync();
        JsonElement proposed = await ProposedAsync();
        await PostedAsync($"/api/proposals/{Text(proposed, "id")}/approve", _bob);
        await _server.JsonAsync(HttpMethod.Put, "/api/lever", _carol, new { reason = "night" });

        Assert.Contains("the safety lever is pulled", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        Assert.Equal("approved", (await StateAsync(proposed)).State);
    }

    [Fact]
    public async Task What_needs_no_approval_is_not_proposed()
    {
        await AppliedAsync(Staging.Replace(", approvals: 1", ""));

        Assert.Equal("target shop is staging and needs no approval: start it", await RefusedAsync("/api/proposals", _ada, new { scenario = "press" }));
    }

    [Fact]
    public async Task In_production_author_approver_and_starter_are_three_and_high_rates_are_the_owners_to_approve_of()
    {
        const string prod = "shop: { address: \"http://127.0.0.1:9\", class: prod, owner: trading, proof: abcdefgh, caps: { rate: 15/s } }\n";
        const string guarded = Scenario + "guards: [\"probe front fails, else abort\"]\nwindow: { from: \"00:00\", to: \"23:00\", zone: UTC }\n";
        ScriptedAgent agent = await AppliedAsync(prod, ("press.yaml", guarded), ("front.yaml", "target: shop\nevery: 30s\nsteps: [{ get: / }]\n"));
        JsonElement proposed = await ProposedAsync();
        string approve = $"/api/proposals/{Text(proposed, "id")}/approve";
        const string because = "10/s is more than half of the 15/s that target shop agrees to";
        Assert.Equal($"one person other than who proposes it, one of team trading ({because}); who starts it is neither", Text(proposed, "needs"));

        Assert.Equal($"an approval by team trading: {because}", Text(await PostedAsync(approve, _carol), "missing"));
        Assert.Equal("approved", Text(await PostedAsync(approve, _bob), "state"));
        Assert.Contains("another person has to start it", await RefusedAsync("/api/runs", _ada, new { scenario = "press" }));
        Assert.Contains("who approves does not start", await RefusedAsync("/api/runs", _bob, new { scenario = "press" }));
        await PostedAsync("/api/runs", await _server.KeyAsync(Scope.Run, "Eve"), new { scenario = "press" });
        // Customers are well before it.
        await UntilAsync(() => Task.FromResult(_server.Controller.Live.Summary?.Contains("baseline", StringComparison.Ordinal) == true));
        for (int dial = 0; dial < Recovery.Standard.Passes; dial++) await agent.SayAsync(new ProbeFinished(Front()));
        await agent.ReadyAsync();
        Assert.Equal(agent.Run, (await StateAsync(proposed)).Ended);
    }

    private static ProbeResult Front() => new()
    {
        Id = Guid.CreateVersion7(), Probe = "front", Target = "shop", Agent = "agent-1",
        Journey = new JourneyResult { Started = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromMilliseconds(1), Outcome = Outcome.Ok, Steps = [] },
    };

    private async Task<ScriptedAgent> AppliedAsync(string targets = Staging, params (string Path, string Content)[] others)
    {
        await ApplyAsync(targets, others);
        return await _server.JoinAsync();
    }

    private async Task ApplyAsync(string targets, params (string Path, string Content)[] others)
    {
        var files = new Dictionary<string, string> { ["targets.yaml"] = targets, ["visit.yaml"] = Visit, ["press.yaml"] = Scenario };
        foreach ((string path, string content) in others) files[path] = content;
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Post, "/api/definitions", _ada, new { files = files.Select(f => new { path = f.Key, content = f.Value }) });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<JsonElement> ProposedAsync() => PostedAsync("/api/proposals", _ada, new { scenario = "press" });

    private async Task<JsonElement> PostedAsync(string path, string key, object? body = null)
    {
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Post, path, key, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
    }

    private async Task<string> RefusedAsync(string path, string key, object? body = null)
    {
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Post, path, key, body);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return Text(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, "detail")!;
    }

    private async Task<(string? State, string? Ended)> StateAsync(JsonElement proposed)
    {
        JsonElement now = await _server.JsonAsync(HttpMethod.Get, $"/api/proposals/{Text(proposed, "id")}", _carol);
        return (Text(now, "state"), Text(now, "ended"));
    }

    private async Task<IEnumerable<AuditEvent>> EntriesAsync() => (await _server.Controller.Store.Audit.AfterAsync(0, 100, CancellationToken.None)).Select(e => e.Event);

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null;
}
