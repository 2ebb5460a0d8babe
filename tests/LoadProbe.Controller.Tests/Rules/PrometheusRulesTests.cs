using System.Text;
using System.Text.RegularExpressions;
using LoadProbe.Definitions;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>The text of the rules; whether they tell what they are to tell is promtool's to say, in RulesTests.</summary>
public sealed class PrometheusRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_family_that_the_rules_and_their_tests_name_is_one_that_is_exposed()
    {
        var book = new MetricsBook("1");
        (_, _, _) = (book.Own, book.Agent, book.Packets);
        using var stream = new MemoryStream();
        await book.WriteAsync(stream, TestContext.Current.CancellationToken);
        string exposed = Encoding.UTF8.GetString(stream.ToArray());
        PrometheusRules rules = PrometheusRules.Of([Load("a", "every: 1m\nslo: { objective: 99% }\nmaintenance: { from: \"02:00\", to: \"04:00\", zone: UTC }")]);

        string[] named = [.. Regex.Matches(rules.Rules + rules.Tests, @"\bloadprobe_[a-z_]+").Select(m => m.Value).Distinct()];
        Assert.True(named.Length >= 10, string.Join(", ", named));
        Assert.All(named, n => Assert.Contains($"# TYPE {n} ", exposed, StringComparison.Ordinal));
        string[] recorded = [.. Regex.Matches(rules.Rules, "record: (.*)").Select(m => m.Groups[1].Value)];
        Assert.All(Regex.Matches(rules.Rules + rules.Tests, @"\bloadprobe:[a-z_:0-9]+").Select(m => m.Value).Distinct(), n => Assert.Contains(n, recorded));
    }

    [Theory]
    [InlineData("99.9%, window: 30d", "1m", "14.4 6 3 1")]
    [InlineData("99.9%, window: 28d", "1m", "13.44 5.6 2.8 1")]
    [InlineData("99.9%, window: 90d", "1m", "43.2 18 9 3")]
    [InlineData("99.9%, window: 7d", "1m", "3.36 1.4 1 1")] // Never slower than the objective allows.
    [InlineData("99.9%, window: 1d", "1m", "1 1 1")] // Three days are more than one.
    [InlineData("90%, window: 30d", "1m", "6 3 1")] // Not even a total outage is 14.4 times a tenth.
    [InlineData("99.9%, window: 30d", "2h", "6 3 1")] // No two runs in an hour.
    [InlineData("99.9%, window: 30d", "2d", "")]
    public void Burn_rates_go_with_the_window_and_what_can_never_be_told_is_left_out(string slo, string every, string burns)
    {
        string text = PrometheusRules.Of([Load("a", $"every: {every}\nslo: {{ objective: {slo} }}")]).Rules;

        Assert.Equal(burns, string.Join(' ', Regex.Matches(text, @"\n {12}loadprobe:probe_errors:\S+ > (\S+) \*").Select(m => m.Groups[1].Value)));
        Assert.Equal(4 - burns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, Regex.Matches(text, @"^  # no (page|ticket) over ", RegexOptions.Multiline).Count);
    }

    [Fact]
    public void A_short_window_has_two_runs_of_an_agent_at_least()
    {
        string text = PrometheusRules.Of([Load("a", "every: 10m\nslo: { objective: 99% }")]).Rules;
        Assert.DoesNotContain("and loadprobe:probe_errors:ratio_rate5m", text, StringComparison.Ordinal);
        Assert.Contains("and loadprobe:probe_errors:ratio_rate30m{probe=\"a\",target=\"shop\"} > 14.4 * 0.01", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_probes_make_the_same_text_in_whatever_order_they_come_and_journeys_are_left_aside()
    {
        Probe[] probes = [Load("b", "every: 1m\nslo: { objective: 99% }"), Load("a", "every: 1m"), Load("c", "")];
        Assert.Equal(PrometheusRules.Of(probes).Rules, PrometheusRules.Of(probes.Reverse()).Rules);
        Assert.Equal(PrometheusRules.Of(probes).Tests, PrometheusRules.Of(probes.Reverse()).Tests);
        Assert.Equal(["a", "b"], PrometheusRules.Of(probes).Probes.Select(p => p.Name));
        Assert.All((string[])[PrometheusRules.Of(probes).Rules, PrometheusRules.Of(probes).Tests], t => Assert.StartsWith(PrometheusRules.Mark, t, StringComparison.Ordinal));
    }

    [Fact]
    public void No_agent_is_named_in_what_people_read() =>
        Assert.DoesNotContain("labels.agent", PrometheusRules.Of([Load("a", "every: 1m\nslo: { objective: 99% }")]).Rules, StringComparison.Ordinal);

    private Probe Load(string name, string lines)
    {
        string path = Path.Combine(_folder, $"{name}.yaml");
        File.WriteAllText(path, $"name: {name}\ntarget: shop\n{lines}\nsteps: [{{ get: / }}]\n");
        File.WriteAllText(Path.Combine(_folder, "targets.yaml"), "shop: { address: http://127.0.0.1:1 }\n");
        Loaded<Probe> loaded = DefinitionFiles.LoadProbe(path);
        Assert.Empty(loaded.Mistakes);
        return loaded.Value!;
    }
}
