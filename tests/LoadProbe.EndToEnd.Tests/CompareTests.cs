using System.Text.Json;
using System.Xml.Linq;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>loadprobe compare, on runs that were really run.</summary>
public sealed class CompareTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_service_that_became_slower_is_told_from_one_that_did_not()
    {
        await File.WriteAllTextAsync($"{_folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - name: one quote\n    get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{_folder}/press.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - inject: {{ rate: 40/s, during: 12s }}\nthresholds:\n  - errors < 1%\n");
        string store = $"--store {_folder}/store.db";
        await RunAsync($"--json {_folder}/a.json --junit {_folder}/a.xml --markdown {_folder}/a.md");
        await RunAsync($"--json {_folder}/b.json");
        await broker.HurtAsync(new { service = "quotes", delay = "200ms" });
        await RunAsync($"--json {_folder}/c.json");
        await broker.HealAsync();
        Assert.Equal(3, XDocument.Load($"{_folder}/a.xml").Descendants("testcase").Count());
        Assert.Contains("| response (due → done) | 480 |", await File.ReadAllTextAsync($"{_folder}/a.md"));

        // This machine is busy with other tests: what is the same service may well be half as fast for a while.
        Ended same = await Running.LoadProbeAsync($"compare {_folder}/a.json {_folder}/b.json --tolerance 400% --tolerance p99=2000% --even-invalid --json");
        Assert.True(same.ExitCode == 0, same.ToString());
        Assert.Equal("pass", same.Json.GetProperty("verdict").GetString());

        Ended slower = await Running.LoadProbeAsync($"compare {_folder}/a.json last {store} --even-invalid --json");
        Assert.True(slower.ExitCode == 1, slower.ToString());
        JsonElement median = slower.Json.GetProperty("figures").EnumerateArray().First(f => f.GetProperty("figure").GetString() == "response p50");
        Assert.True(median.GetProperty("regression").GetBoolean());
        Assert.InRange(median.GetProperty("low").GetDouble(), 0.1, median.GetProperty("difference").GetDouble());
        string id = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/c.json")).RootElement.GetProperty("id").GetString()!;
        Ended text = await Running.LoadProbeAsync($"compare {_folder}/b.json {id} {store} --even-invalid");
        Assert.True(text.ExitCode == 1 && text.Output.Contains("FAIL ", StringComparison.Ordinal), text.ToString());
        Ended itself = await Running.LoadProbeAsync($"compare {id} {_folder}/c.json {store} --even-invalid --markdown");
        Assert.True(itself.ExitCode == 0 && itself.Output.StartsWith("### ✅ press: ", StringComparison.Ordinal), itself.ToString());

        async Task RunAsync(string more)
        {
            Ended run = await Running.LoadProbeAsync($"run {_folder}/press.yaml {store} {more} --quiet");
            Assert.True(run.ExitCode is 0 or 4, run.ToString());
        }
    }

    [Fact]
    public async Task An_invalid_run_is_refused_and_what_is_not_there_is_said()
    {
        await File.WriteAllTextAsync($"{_folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{_folder}/press.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - inject: {{ rate: 20/s, during: 3s }}\n");
        await Running.LoadProbeAsync($"run {_folder}/press.yaml --store {_folder}/store.db --json {_folder}/a.json");
        string json = await File.ReadAllTextAsync($"{_folder}/a.json");
        await File.WriteAllTextAsync($"{_folder}/bad.json", json.Replace("\"verdict\": \"pass\"", "\"verdict\": \"invalid\""));
        await File.WriteAllTextAsync($"{_folder}/good.json", json.Replace("\"verdict\": \"invalid\"", "\"verdict\": \"pass\""));

        Ended refused = await Running.LoadProbeAsync($"compare {_folder}/good.json {_folder}/bad.json");
        Assert.True(refused.ExitCode == 4 && refused.Output.Length == 0 && refused.Error.Contains("is invalid: our side could not measure", StringComparison.Ordinal), refused.ToString());
        Assert.Equal(0, (await Running.LoadProbeAsync($"compare {_folder}/good.json {_folder}/bad.json --even-invalid")).ExitCode);

        foreach ((string arguments, string said) in ((string, string)[])[
            ($"compare {_folder}/good.json never --store {_folder}/store.db", "there is no run never in"),
            ($"compare {_folder}/good.json {_folder}/press.yaml", "press.yaml: this is not a run as run --json writes it"),
            ($"compare {_folder}/good.json {_folder}/good.json --tolerance p98=5%", "p98 is not a figure"),
            ($"report {_folder}/press.yaml", "press.yaml: this is not a run as run --json writes it")])
        {
            Ended ended = await Running.LoadProbeAsync(arguments);
            Assert.True(ended.ExitCode == 2 && ended.Error.Contains(said, StringComparison.Ordinal), ended.ToString());
        }
    }
}
