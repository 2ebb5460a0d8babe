using System.Collections.Concurrent;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What a target sees of pressure and of dial tests, request by request.</summary>
public sealed class MarkTests : IDisposable
{
    private const string Journey = """
        target: t
        steps:
          - get: /read
          - { name: shadow, kind: write-shadow, post: /shadow, json: { quantity: 100 }, headers: { baggage: tenant=a } }
          - { name: real, post: /real, headers: { traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, tracestate: shop=1 } }
          - { name: varies, get: "/read?n=${n.n}" }
        data: { n: rows.csv }

        """;

    private readonly ConcurrentQueue<Dictionary<string, string>> _seen = new();
    private readonly PlainServer _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public MarkTests()
    {
        _server = new PlainServer((_, bytes) =>
        {
            _seen.Enqueue(Fields(bytes));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Every_request_of_a_run_is_marked_and_none_of_a_dial_test()
    {
        await WriteAsync();
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --json - --store {_folder}/store.db");
        // On a busy machine the generator may not be good enough; everything was sent all the same.
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        string id = run.Json.GetProperty("id").GetString()!;
        Assert.Equal(80, _seen.Count);
        Assert.All(_seen, r => Assert.Equal(id, r["x-loadprobe-run"]));
        Assert.All(Of("/read"), r => Assert.Equal(($"loadprobe.run={id},loadprobe.kind=read", $"loadprobe={id}"), (r["baggage"], r["tracestate"])));
        Assert.All(Of("/shadow"), r => Assert.Equal($"tenant=a,loadprobe.run={id},loadprobe.kind=write-shadow", r["baggage"]));
        Assert.All(Of("/real"), r => Assert.Equal(
            ($"loadprobe.run={id},loadprobe.kind=write-real", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", $"loadprobe={id},shop=1"), (r["baggage"], r["traceparent"], r["tracestate"])));
        string[] traces = [.. _seen.Select(r => r["traceparent"]).Where(t => !t.EndsWith("-01", StringComparison.Ordinal))];
        Assert.Equal((60, 60), (traces.Length, traces.Distinct().Count()));
        Assert.All(traces, t => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", t));

        _seen.Clear();
        Ended once = await Running.LoadProbeAsync($"once {_folder}/visit.yaml");
        Assert.True(once.ExitCode == 0, once.ToString());
        Assert.Equal(4, _seen.Count);
        Assert.All(_seen, r => Assert.DoesNotContain(r, f => f.Key.Contains("loadprobe", StringComparison.OrdinalIgnoreCase) || (f.Key != "user-agent" && f.Value.Contains("loadprobe", StringComparison.OrdinalIgnoreCase))));
    }

    [Fact]
    public async Task A_scenario_may_name_the_header_or_have_no_marks_and_production_is_not_pressed_without()
    {
        await WriteAsync("mark: { header: X-Rehearsal }");
        Ended named = await Running.LoadProbeAsync($"plan {_folder}/peak.yaml");
        Assert.Contains("marks: X-Rehearsal with the run's id", named.Output, StringComparison.Ordinal);

        await WriteAsync("mark: none");
        Ended plan = await Running.LoadProbeAsync($"plan {_folder}/peak.yaml");
        Assert.Contains("marks: none", plan.Output, StringComparison.Ordinal);
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --store {_folder}/store.db");
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        Assert.Equal(80, _seen.Count);
        Assert.All(Of("/read"), r => Assert.Equal(["host", "user-agent"], r.Keys.Where(k => k != ":path").Order()));

        _seen.Clear();
        await WriteAsync("mark: none", "prod");
        Ended refused = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --store {_folder}/store.db");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("mark: none sends it requests that it cannot tell from its customers'", refused.Error, StringComparison.Ordinal);
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task A_browser_that_presses_says_so_too()
    {
        Machine.Need("chromium");
        await WriteAsync();
        await File.WriteAllTextAsync($"{_folder}/visit.yaml", "target: t\nsteps:\n  - open: /page\n  - { name: buy, kind: write-shadow, open: /buy }\n");
        await File.WriteAllTextAsync($"{_folder}/peak.yaml", "mix: visit.yaml\nload:\n  - iterations: { users: 1, count: 1, within: 60s }\n");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --json - --store {_folder}/store.db");
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        string id = run.Json.GetProperty("id").GetString()!;
        Dictionary<string, string> page = Assert.Single(Of("/page")), buy = Assert.Single(Of("/buy"));
        Assert.Equal((id, $"loadprobe.run={id},loadprobe.kind=read"), (page["x-loadprobe-run"], page["baggage"]));
        Assert.Equal((id, $"loadprobe.run={id},loadprobe.kind=write-shadow"), (buy["x-loadprobe-run"], buy["baggage"]));
        Assert.NotEqual(page["traceparent"], buy["traceparent"]);
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WriteAsync(string mark = "", string @class = "test")
    {
        await File.WriteAllTextAsync($"{_folder}/targets.yaml", $"t: {{ address: {_server.Address}, class: {@class} }}\n");
        await File.WriteAllTextAsync($"{_folder}/rows.csv", "n\n1\n2\n3\n");
        await File.WriteAllTextAsync($"{_folder}/visit.yaml", Journey);
        await File.WriteAllTextAsync($"{_folder}/peak.yaml", $"mix: visit.yaml\nload:\n  - inject: {{ rate: 10/s, during: 2s }}\n{mark}\n");
    }

    private IEnumerable<Dictionary<string, string>> Of(string path) => _seen.Where(r => r[":path"].Split('?')[0] == path);

    private static Dictionary<string, string> Fields(ReadOnlyMemory<byte> request)
    {
        string[] head = Encoding.UTF8.GetString(request.Span).Split("\r\n\r\n")[0].Split("\r\n");
        // A name that stood twice would be no key.
        return head[1..].Select(l => l.Split(": ", 2)).Append([":path", head[0].Split(' ')[1]]).ToDictionary(f => f[0].ToLowerInvariant(), f => f[1]);
    }
}
