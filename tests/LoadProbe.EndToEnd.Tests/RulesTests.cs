using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Rules from probes, as Prometheus' own tool and a real Prometheus take them.</summary>
public sealed class RulesTests : IDisposable
{
    private const string Steps = "steps: [{ get: / }]\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-rules-").FullName;

    private string Rules => Path.Combine(_folder, "out", "loadprobe-rules.yaml");

    private string Tests => Path.Combine(_folder, "out", "loadprobe-rules.test.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Promtool_takes_the_rules_of_the_shipped_probes_and_of_odd_ones_and_their_tests_pass()
    {
        Write("odd", """
            name: "o'dd {{ $value }} \"quoted\" \\ {x} 中文 😀 #: \u2028é"
            target: { address: http://127.0.0.1:8080, class: dev }
            every: 10s
            slo: { objective: 99.999%, window: 7d }
            verdict: { quorum: 2 }
            maintenance: { days: sat, from: "02:00", to: "04:00", zone: UTC }
            """);
        Write("seldom", "target: http://127.0.0.1:8080\nevery: 3h\nslo: { objective: 95%, window: 1d }");
        Write("low", "target: http://127.0.0.1:8080\nevery: 7m\nslo: { objective: 80%, window: 90d }");
        Write("one-a-minute", "target: http://127.0.0.1:8080\nevery: 1m\nslo: { objective: 99.9% }");
        Ended made = await GenerateAsync($"probes {_folder}/probes");

        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Contains("one-a-minute.yaml: slo: one failed run is 1.67% of an hour's, 16.7 times what 99.9% allows, run every 60s by one agent", made.Error, StringComparison.Ordinal);
        Assert.Contains("low.yaml: slo: no page over 6h: an objective of 80% is never missed 18 times over", made.Error, StringComparison.Ordinal);
        Ended check = await PromtoolAsync($"check rules {Rules}"), test = await PromtoolAsync($"test rules {Tests}");
        Assert.True(check.ExitCode == 0 && check.Error.Length == 0, check.ToString());
        Assert.Matches(@"SUCCESS: \d\d+ rules found", check.Output);
        Assert.True(test.ExitCode == 0, test.ToString());
    }

    // The first six unless LOADPROBE_MUTATIONS says how many: promtool needs ten seconds for each.
    public static TheoryData<string, string> Changes => [.. new (string, string)[]
    {
        ("> 14.4 * 0.001", "> 16 * 0.001"), ("> 6 * 0.001", "> 5.9 * 0.001"), ("> 1 * 0.001", "> 1.5 * 0.001"), (">= 3\n", ">= 1\n"), (">= 2 or", ">= 1 or"), ("> 300", "> 900"),
        ("> 14.4 * 0.001", "> 13 * 0.001"), ("> 6 * 0.001", "> 6.1 * 0.001"), ("> 3 * 0.001", "> 5 * 0.001"), ("> 3 * 0.001", "> 0.5 * 0.001"), ("> 1 * 0.001", "> 0.5 * 0.001"),
        (">= 3\n", ">= 30\n"), (">= 2 or", ">= 3 or"), ("== 1)", "== 9)"), (">= 2\n", ">= 0\n"),
        ("verdict=\"fail\"", "verdict=\"pass\""), ("for: 5m", "for: 20m"), ("count(loadprobe_agent_info) > 0", "vector(1)"), ("1 - loadprobe:", "2 - loadprobe:"), ("> 0.5\n", "> 0.8\n"),
    }.Take(int.Parse(Environment.GetEnvironmentVariable("LOADPROBE_MUTATIONS") ?? "6", System.Globalization.CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_tests_fail_when_a_rule_is_another(string from, string to)
    {
        // Of the first there are so many runs that the share decides, of the second so few that the number of failures does.
        Write("login", "target: http://127.0.0.1:8080\nevery: 15s\nslo: { objective: 99.9% }");
        Write("quotes", "target: http://127.0.0.1:8080\nevery: 5m\nslo: { objective: 99.9% }");
        Assert.Equal(0, (await GenerateAsync($"{_folder}/probes")).ExitCode);
        string rules = await File.ReadAllTextAsync(Rules);
        Assert.Contains(from, rules, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Rules, rules.Replace(from, to, StringComparison.Ordinal));

        Ended test = await PromtoolAsync($"test rules {Tests}");
        Assert.True(test.ExitCode == 1, $"{from} was changed to {to}, and the tests pass");
        Assert.Contains("FAILED", test.Output + test.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_Prometheus_loads_the_rules_and_evaluates_them()
    {
        Machine.Need("prometheus");
        Assert.Equal(0, (await GenerateAsync("probes")).ExitCode);
        await using PrometheusServer prometheus = await PrometheusServer.ConfiguredAsync((_, _) => $"global: {{ evaluation_interval: 1s }}\nrule_files: [ '{Rules}' ]\n");
        Assert.Equal(0.999, (await prometheus.EventuallyAsync("loadprobe:probe_objective:ratio{probe=\"order-api\",target=\"broker\"}")).Single().Value);

        using var client = new HttpClient();
        using JsonDocument answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(prometheus.Address, "/api/v1/rules")));
        JsonElement[] loaded = [.. answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray().SelectMany(g => g.GetProperty("rules").EnumerateArray())];
        Assert.Equal(Regex.Count(await File.ReadAllTextAsync(Rules), @"^      - (record|alert): ", RegexOptions.Multiline), loaded.Length);
        Assert.All(loaded, r => Assert.NotEqual("err", r.GetProperty("health").GetString()));
    }

    [Fact]
    public async Task Files_of_others_and_probes_with_mistakes_leave_everything_as_it_is()
    {
        Write("login", "target: http://127.0.0.1:8080\nevery: 30s\nslo: { objective: 99% }");
        Ended first = await GenerateAsync($"{_folder}/probes");
        string rules = await File.ReadAllTextAsync(Rules), tests = await File.ReadAllTextAsync(Tests);
        Ended again = await GenerateAsync($"{_folder}/probes"), printed = await Running.LoadProbeAsync($"rules generate {_folder}/probes"), document = await Running.LoadProbeAsync($"rules generate {_folder}/probes --json");
        Assert.Equal((0, 0, 0, 0), (first.ExitCode, again.ExitCode, printed.ExitCode, document.ExitCode));
        Assert.Equal((rules, tests, rules), (await File.ReadAllTextAsync(Rules), await File.ReadAllTextAsync(Tests), printed.Output));
        Assert.Equal((0.99, 2_592_000), (document.Json.GetProperty("probes")[0].GetProperty("objective").GetDouble(), document.Json.GetProperty("probes")[0].GetProperty("window_seconds").GetDouble()));
        Assert.Equal([rules, tests], document.Json.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("text").GetString()));

        Write("broken", "target: http://127.0.0.1:8080\nslo: { objective: 99% }");
        Write("twice", "name: login\ntarget: http://127.0.0.1:8080\nevery: 30s");
        Ended mistaken = await GenerateAsync($"{_folder}/probes");
        Assert.Equal(2, mistaken.ExitCode);
        Assert.Contains("broken.yaml:2:6: slo is for what runs on a schedule", mistaken.Error, StringComparison.Ordinal);
        Assert.Contains($"{_folder}/probes/twice.yaml:1:1: {_folder}/probes/login.yaml has a probe login as well", mistaken.Error, StringComparison.Ordinal);
        Assert.Equal((rules, tests), (await File.ReadAllTextAsync(Rules), await File.ReadAllTextAsync(Tests)));

        await File.WriteAllTextAsync(Tests, "tests: []\n");
        File.Delete(Rules);
        Ended refused = await GenerateAsync("probes");
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"{Tests} does not begin with \"# Made by loadprobe rules generate\"", refused.Error, StringComparison.Ordinal);
        Assert.Equal("tests: []\n", await File.ReadAllTextAsync(Tests));
        Assert.False(File.Exists(Rules));
    }

    [Fact]
    public async Task What_the_page_on_objectives_shows_is_what_is_printed()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Machine.Root, "docs", "slo.md"));
        string console = Regex.Match(page, "^```console\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        Machine.Need("promtool");
        var said = new System.Text.StringBuilder();
        foreach (string command in Regex.Matches(console, @"^\$ (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value))
        {
            string[] words = command.Replace("rules.d", $"{_folder}/out", StringComparison.Ordinal).Split(' ', 2);
            Ended ended = words[0] == "./loadprobe" ? await Running.LoadProbeAsync(words[1]) : await PromtoolAsync(words[1]);
            Assert.True(ended.ExitCode == 0, ended.ToString());
            said.Append("$ ").Append(command).Append('\n').Append(Regex.Replace((ended.Error + ended.Output).Replace($"{_folder}/out", "rules.d", StringComparison.Ordinal), @"\n\n+", "\n"));
        }

        Assert.Equal(console, said.ToString());
        Ended shown = await Running.LoadProbeAsync("rules generate probes");
        Assert.All(Regex.Matches(page, "^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value), y => Assert.Contains(y, shown.Output, StringComparison.Ordinal));
    }

    private Task<Ended> GenerateAsync(string paths) => Running.LoadProbeAsync($"rules generate {paths} --to {_folder}/out");

    private static Task<Ended> PromtoolAsync(string arguments) => Running.RunAsync(Machine.Need("promtool"), arguments, TimeSpan.FromMinutes(5));

    private void Write(string name, string head)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "probes"));
        File.WriteAllText(Path.Combine(_folder, "probes", $"{name}.yaml"), $"{head}\n{Steps}");
    }
}
