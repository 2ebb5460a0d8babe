using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Guards of <c>loadprobe run</c> that ask a real Prometheus, which scrapes a page whose series is in the test's hand each second.</summary>
public sealed class PrometheusGuardTests
{
    private const string Figures = "prometheus-guards.txt";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("0s", 3)]
    [InlineData("2s", 3)]
    public async Task A_value_outside_stops_the_load_within_its_window_and_a_second_of_the_scrape(string lasting, int rounds)
    {
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await WatchingAsync(scraped);
        TimeSpan window = lasting == "0s" ? Every : TimeSpan.FromSeconds(2) + Every;
        for (int round = 1; round <= rounds; round++)
        {
            await using Guarded run = await Guarded.PressedAsync(prometheus.Address, $"query: sum by (desk) (broken_orders), name: broken orders, max: 5, for: {lasting}");
            DateTimeOffset known = await scraped.SetAsync(9);
            JsonElement report = await run.StoppedAsync();
            Assert.StartsWith($"prometheus: broken orders at most 5{(lasting == "0s" ? "" : " for 2s")}, else abort: it is 9 of {{desk=\"a\"}}", run.Reason(report), StringComparison.Ordinal);
            JsonElement guard = Assert.Single(report.GetProperty("guards").EnumerateArray());
            Assert.Equal((false, "guard", "9 of {desk=\"a\"}"), (guard.GetProperty("holds").GetBoolean(), guard.GetProperty("kind").GetString(), guard.GetProperty("value").GetString()));
            run.Tell(Figures, $"value outside, for {lasting}", round, known, report, window);
            await scraped.SetAsync(1);
        }
    }

    [Fact]
    public async Task A_series_that_is_gone_is_no_data_and_stops_the_load()
    {
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await WatchingAsync(scraped);
        await using Guarded run = await Guarded.PressedAsync(prometheus.Address, "query: broken_orders, max: 5, for: 1m");
        DateTimeOffset known = await scraped.SetAsync(null);
        JsonElement report = await run.StoppedAsync();
        Assert.EndsWith(": no data: the answer has no series", run.Reason(report), StringComparison.Ordinal);
        run.Tell(Figures, "series gone", 1, known, report, Every);
    }

    [Theory]
    [InlineData("KILL", "does not answer: Connection refused", 1)]
    [InlineData("STOP", "did not answer within 1s", 2)]
    public async Task A_Prometheus_that_is_gone_stops_the_load(string signal, string reason, int rounds)
    {
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await WatchingAsync(scraped);
        await using Guarded run = await Guarded.PressedAsync(prometheus.Address, "query: broken_orders, max: 5");
        DateTimeOffset gone = TimeProvider.System.GetUtcNow();
        prometheus.Signal(signal);
        JsonElement report = await run.StoppedAsync();
        Assert.Contains(reason, run.Reason(report), StringComparison.Ordinal);
        // One that is held is asked, and waited for as long as a round is.
        run.Tell(Figures, $"Prometheus gone, SIG{signal}", 1, gone, report, Every * rounds);
    }

    [Theory]
    [InlineData("query: sum(broken_orders, max: 5", "parse error")]
    [InlineData("query: broken_orders, min: 5", "it is 1 of broken_orders{desk=\"a\"")]
    [InlineData("query: no_such_series, max: 5", "no data: the answer has no series")]
    [InlineData("query: \"broken_orders[1m]\", max: 5", "answered with a matrix: a guard needs an instant vector or a scalar")]
    public async Task A_run_whose_guard_does_not_hold_before_it_does_not_begin(string guard, string reason)
    {
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await WatchingAsync(scraped);
        await using Guarded run = await Guarded.StartAsync(prometheus.Address, guard);
        JsonElement report = await run.StoppedAsync();
        Assert.Contains(reason, run.Reason(report), StringComparison.Ordinal);
        Assert.EndsWith("; nothing was sent", run.Reason(report), StringComparison.Ordinal);
        Assert.Equal((0, 0), (run.Requests, report.GetProperty("totals").GetProperty("sent").GetInt64()));
    }

    [Fact]
    public async Task A_run_whose_guards_hold_passes_and_tells_what_they_saw()
    {
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await WatchingAsync(scraped);
        await using Guarded run = await Guarded.StartAsync(prometheus.Address, "query: broken_orders * 3, name: three times, min: 2, max: 5", "query: no_such_series, max: 5, no_data: ignore", "query: scalar(broken_orders), max: 1");
        (int exit, JsonElement report) = await run.EndedAsync();
        Assert.Equal((0, "pass"), (exit, report.GetProperty("verdict").GetString()));
        Assert.Equal(
            ["prometheus: three times from 2 to 5, else abort", "prometheus: no_such_series at most 5, no data ignored, else abort", "prometheus: scalar(broken_orders) at most 1, else abort"],
            report.GetProperty("guards").EnumerateArray().Select(g => g.GetProperty("text").GetString()));
        string[] seen = [.. report.GetProperty("guards").EnumerateArray().Select(g => g.GetProperty("value").GetString()!)];
        Assert.StartsWith("3 of {desk=\"a\"", seen[0], StringComparison.Ordinal);
        Assert.Equal(["no data: the answer has no series", "1"], seen[1..]);
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_told_before_anybody_is_asked()
    {
        await using Guarded run = await Guarded.StartAsync(new Uri("http://127.0.0.1:1"), "query: up, max: 5, bearer: \"${secret:env:LOADPROBE_TEST_NOT_SET}\"");
        Assert.Equal("guarded.yaml:4:5: ${secret:env:LOADPROBE_TEST_NOT_SET} has no value: set the environment variable LOADPROBE_TEST_NOT_SET", Path.GetFileName(await run.LineAsync("has no value")));
        Assert.Equal((2, 0), (await run.ExitAsync(), run.Requests));
    }

    private static async Task<PrometheusServer> WatchingAsync(ScrapedServer scraped)
    {
        PrometheusServer prometheus = await PrometheusServer.StartAsync(scraped.Address);
        await prometheus.EventuallyAsync("broken_orders");
        return prometheus;
    }

    /// <summary>A run at 20 requests a second, under guards that are asked each second.</summary>
    private sealed class Guarded : IAsyncDisposable
    {
        private const int Before = 30;

        private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-guard-").FullName;
        private readonly TaskCompletionSource _pressed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PlainServer _target;
        private int _requests;
        private Running _run = null!;

        private Guarded() => _target = new PlainServer(number =>
        {
            Volatile.Write(ref _requests, number);
            if (number == Before) _pressed.TrySetResult();
            return Task.CompletedTask;
        });

        public int Requests => Volatile.Read(ref _requests);

        public static async Task<Guarded> StartAsync(Uri prometheus, params string[] guards)
        {
            var guarded = new Guarded();
            await File.WriteAllTextAsync($"{guarded._folder}/get.yaml", $"target: {{ address: \"{guarded._target.Address}\", class: test }}\nsteps:\n  - get: /\n");
            await File.WriteAllTextAsync($"{guarded._folder}/guarded.yaml", $"mix: get.yaml\nload: [ {{ inject: {{ rate: 20/s, during: {(guards.Length > 1 ? 5 : 30)}s }} }} ]\nguards:\n{string.Concat(guards.Select(g => $"  - {{ prometheus: \"{prometheus}\", every: 1s, {g} }}\n"))}");
            guarded._run = Running.Start(Machine.Program, $"run {guarded._folder}/guarded.yaml --json {guarded._folder}/run.json --store {guarded._folder}/store.db");
            return guarded;
        }

        /// <summary>One that has sent load for a while.</summary>
        public static async Task<Guarded> PressedAsync(Uri prometheus, string guard)
        {
            Guarded guarded = await StartAsync(prometheus, guard);
            await guarded._pressed.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
            return guarded;
        }

        public Task<string> LineAsync(string text) => _run.LineAsync(text);

        public Task<int> ExitAsync() => _run.ExitAsync(TimeSpan.FromMinutes(2));

        public async Task<(int Exit, JsonElement Report)> EndedAsync()
        {
            int exit = await ExitAsync();
            Assert.True(File.Exists($"{_folder}/run.json"), $"exit {exit}\n{string.Join('\n', _run.Lines)}");
            return (exit, JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json")).RootElement);
        }

        /// <summary>Its report, when it was stopped by its guard.</summary>
        public async Task<JsonElement> StoppedAsync()
        {
            (int exit, JsonElement report) = await EndedAsync();
            Assert.True(exit == 3, $"exit {exit}\n{string.Join('\n', _run.Lines)}");
            Assert.Equal("guard", report.GetProperty("stopped").GetProperty("by").GetString());
            return report;
        }

        public string Reason(JsonElement report) => report.GetProperty("stopped").GetProperty("reason").GetString()!;

        /// <summary>Writes down how soon it was stopped, which is soon enough.</summary>
        public void Tell(string file, string what, int round, DateTimeOffset known, JsonElement report, TimeSpan window)
        {
            TimeSpan stopped = report.GetProperty("stopped").GetProperty("at").GetDateTimeOffset() - known;
            double last = report.GetProperty("stopped").GetProperty("breach_to_last_send_seconds").GetDouble();
            Table.Line(file, what, round, $"stopped {stopped.TotalSeconds:0.00} s after it could be known, window {window.TotalSeconds:0} s; last request {last * 1000:0.0} ms after that; {Requests} sent");
            Assert.InRange(stopped, TimeSpan.Zero, window + Slack);
        }

        public async ValueTask DisposeAsync()
        {
            await _run.DisposeAsync();
            _target.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
