using System.Text;

namespace LoadProbe.Definitions.Tests;

public sealed class BundleTests : IDisposable
{
    private const string Targets = "broker: { address: http://127.0.0.1:8080, class: dev, tls: { ca: ca.pem } }\n";
    private const string Quotes = "target: broker\nevery: 5s\nvars: { symbol: \"600519\" }\ndata: { customers: ../tables/customers.csv }\nsteps:\n  - name: quote\n    get: /quotes/${symbol}\n    headers: { Key: \"${secret:env:LOADPROBE_BUNDLE_KEY}\" }\n";
    private const string Peak = "target: broker\nvars: { symbol: \"000001\" }\nmix: probes/quotes.yaml\nload: [{ inject: { rate: 5/s, during: 2s } }]\nguards: [ \"probe quotes fails, else abort\" ]\n";

    private readonly Scratch _here = new();
    private readonly Scratch _there = new();

    public BundleTests() => _here.With("all/targets.yaml", Targets).With("all/ca.pem", "authority").With("all/probes/quotes.yaml", Quotes).With("all/tables/customers.csv", "name\nLi\nWang\n").With("all/scenarios/peak.yaml", Peak);

    [Fact]
    public void A_bundle_holds_every_file_that_its_definition_was_read_from_and_no_other()
    {
        _here.With("all/probes/unused.yaml", Quotes);

        DefinitionBundle bundle = Packed(Scenario());

        Assert.Equal(["ca.pem", "probes/quotes.yaml", "scenarios/peak.yaml", "tables/customers.csv", "targets.yaml"], bundle.Files.Select(f => f.Path));
        Assert.Equal([new BundleRoot("scenarios/peak.yaml")], bundle.Roots);
    }

    [Fact]
    public void The_calendar_of_its_window_comes_with_a_scenario()
    {
        _here.With("all/exchange.yaml", "zone: Asia/Shanghai\nvalid: { from: 2026-01-01, to: 2026-12-31 }\nsessions: 09:15-15:30\n").With("all/scenarios/peak.yaml", $"{Peak}window: {{ from: \"22:00\", to: \"02:00\", zone: Asia/Shanghai, calendar: exchange.yaml }}\n");
        using FileBundles there = There();

        DefinitionBundle bundle = Packed(Scenario());

        Assert.Contains("exchange.yaml", bundle.Files.Select(f => f.Path));
        Assert.Equal("exchange", there.OpenScenario(bundle, out _)!.Window!.Calendar!.Name);
    }

    [Fact]
    public void The_token_that_a_guard_shows_is_the_controllers_and_asked_of_no_agent()
    {
        string open = Quotes[..Quotes.IndexOf("    headers", StringComparison.Ordinal)];
        _here.With("all/probes/quotes.yaml", open).With("all/scenarios/peak.yaml", $"{Peak.TrimEnd()[..^1]}, {{ prometheus: \"http://127.0.0.1:9090\", query: up, min: 1, bearer: \"${{secret:env:LOADPROBE_BUNDLE_TOKEN}}\" }} ]\n");
        using var there = new FileBundles(new LoadOptions(), _there["opened"], new SecretStore());

        Scenario? come = there.OpenScenario(Packed(Scenario()), out string? fault);

        Assert.Null(fault);
        Assert.Equal(("up", "${secret:env:LOADPROBE_BUNDLE_TOKEN}"), (come!.Guards[1].Prometheus!.Query, come.Guards[1].Prometheus!.Bearer!.Source));
    }

    [Fact]
    public void A_scenario_is_the_same_on_the_other_side()
    {
        Scenario sent = Scenario();
        using FileBundles there = There();

        Scenario? come = there.OpenScenario(Packed(sent), out string? fault);

        Assert.Null(fault);
        Assert.Equal((sent.Name, sent.MaxInFlight), (come!.Name, come.MaxInFlight));
        Assert.Equal(sent.Load, come.Load);
        Assert.Equal(sent.Target with { Tls = new TlsTrust() }, come.Target with { Tls = new TlsTrust() });
        Assert.Equal("authority", File.ReadAllText(come.Target.Tls.AuthorityFile!));
        Assert.Equal(sent.Guards, come.Guards);
        Assert.Equal(sent.Mix.Select(m => m.Weight), come.Mix.Select(m => m.Weight));
        Assert.Equal(sent.Mix[0].Journey.Steps.Select(s => (s.Name, s.Kind, s.At.Line)), come.Mix[0].Journey.Steps.Select(s => (s.Name, s.Kind, s.At.Line)));
        Assert.Equal(sent.Mix[0].Journey.Tables[0].Rows.Count, come.Mix[0].Journey.Tables[0].Rows.Count);
        Assert.Equal(Packed(sent).Hash(), new FileBundles(new LoadOptions(), _there["again"]).Pack(come, out _)!.Hash());
    }

    [Fact]
    public void A_probe_that_a_scenario_watches_comes_with_the_scenarios_values()
    {
        Scenario sent = Scenario();
        using var here = new FileBundles(new LoadOptions(), _here["opened"]);
        using FileBundles there = There();
        here.Pack(sent, out _);

        IReadOnlyList<Probe>? come = there.OpenProbes(here.Pack(sent.Watched, out _)!, out string? fault);

        Assert.Null(fault);
        Assert.Equal("000001", $"{Assert.Single(come!).Journey.Variables["symbol"]}");
        Assert.Equal(sent.Watched[0].Every, come![0].Every);
    }

    [Fact]
    public void What_the_command_line_said_goes_with_it()
    {
        var options = new LoadOptions { Target = new Uri("http://127.0.0.1:9"), Variables = new Dictionary<string, string> { ["symbol"] = "300750" } };
        Probe sent = Files.Good(DefinitionFiles.LoadProbe(_here["all/probes/quotes.yaml"], options));
        using var here = new FileBundles(options, _here["opened"]);
        using FileBundles there = There();

        Probe come = Assert.Single(there.OpenProbes(here.Pack([sent], out _)!, out _)!);

        Assert.Equal(options.Target, come.Journey.Target.Address);
        Assert.Equal("300750", $"{come.Journey.Variables["symbol"]}");
    }

    [Fact]
    public void The_hash_changes_with_whatever_changes_the_meaning()
    {
        DefinitionBundle bundle = Packed(Scenario());
        string[] hashes =
        [
            bundle.Hash(),
            (bundle with { Variables = new Dictionary<string, string> { ["symbol"] = "1" } }).Hash(),
            (bundle with { Target = new Uri("http://127.0.0.1:9") }).Hash(),
            (bundle with { Files = [.. bundle.Files.Skip(1)] }).Hash(),
            (bundle with { Roots = [new BundleRoot("scenarios/peak.yaml", "quotes")] }).Hash(),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Packed(Scenario()).Hash());
    }

    [Fact]
    public void A_secret_is_in_a_bundle_only_by_its_reference()
    {
        Environment.SetEnvironmentVariable("LOADPROBE_BUNDLE_KEY", "swordfish");

        string all = string.Concat(Packed(Scenario()).Files.Select(f => Encoding.UTF8.GetString(f.Content.Span)));

        Assert.Contains("${secret:env:LOADPROBE_BUNDLE_KEY}", all);
        Assert.DoesNotContain("swordfish", all);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("../../outside.csv")]
    public void A_bundle_cannot_have_a_file_of_the_other_side_read(string table)
    {
        _there.With("outside.csv", "name\nsecret\n");
        using FileBundles there = There();
        var bundle = new DefinitionBundle { Roots = [new BundleRoot("probe.yaml")], Files = [Text("probe.yaml", $"target: http://127.0.0.1:1\ndata: {{ rows: {table} }}\nsteps: [{{ get: / }}]\n")] };

        Assert.Null(there.OpenProbes(bundle, out string? fault));

        Assert.Contains("there is no such file", fault);
    }

    [Fact]
    public void Of_a_set_of_probes_those_that_can_be_used_are_opened_and_what_is_wrong_with_another_is_told()
    {
        using FileBundles there = There();
        BundledFile[] files = [Text("good.yaml", "target: http://127.0.0.1:1\nsteps: [{ get: / }]\n"), Text("later.yaml", "target: http://127.0.0.1:1\nsteps: [{ teleport: / }]\n"), Text("other.yaml", "target: http://127.0.0.1:2\nsteps: [{ get: / }]\n")];

        IReadOnlyList<Probe>? come = there.OpenProbes(new DefinitionBundle { Roots = [.. files.Select(f => new BundleRoot(f.Path))], Files = files }, out string? fault);

        Assert.Equal(["good", "other"], come!.Select(p => p.Name));
        Assert.Contains("later.yaml:2:", fault);
    }

    [Theory]
    [InlineData("../escaped.yaml")]
    [InlineData("/tmp/escaped.yaml")]
    [InlineData("a/../../escaped.yaml")]
    [InlineData("")]
    public void A_bundle_cannot_write_beside_its_folder(string path)
    {
        using FileBundles there = There();

        Assert.Null(there.OpenProbes(new DefinitionBundle { Roots = [new BundleRoot(path)], Files = [Text(path, "steps: []")] }, out string? fault));

        Assert.Contains("is not inside it", fault);
        Assert.False(Directory.Exists(_there["bundles"]) && Directory.EnumerateFiles(_there["bundles"], "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public void A_definition_that_was_broken_since_it_was_read_is_not_packed()
    {
        Scenario sent = Scenario();
        _here.With("all/probes/quotes.yaml", "target: broker\nevery: 5s\nsteps: []\nsetps: []\n");

        Assert.Null(new FileBundles(new LoadOptions(), _here["opened"]).Pack(sent, out string? fault));

        Assert.Contains("quotes.yaml:", fault);
    }

    [Fact]
    public void Opened_bundles_do_not_pile_up()
    {
        using (FileBundles there = There())
        {
            for (int i = 0; i < 40; i++) Assert.NotNull(there.OpenProbes(new DefinitionBundle { Roots = [new BundleRoot("probe.yaml")], Files = [Text("probe.yaml", $"target: http://127.0.0.1:{i + 1}\nsteps: [{{ get: / }}]\n")] }, out _));
            Assert.Equal(32, Directory.GetDirectories(_there["bundles"]).Length);
        }

        Assert.Empty(Directory.GetDirectories(_there["bundles"]));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    private static BundledFile Text(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    private Scenario Scenario() => Files.Good(DefinitionFiles.LoadScenario(_here["all/scenarios/peak.yaml"]));

    private DefinitionBundle Packed(Scenario scenario)
    {
        DefinitionBundle? bundle = new FileBundles(new LoadOptions(), _here["opened"]).Pack(scenario, out string? fault);
        Assert.Null(fault);
        return bundle!;
    }

    private FileBundles There() => new(new LoadOptions(), _there["bundles"]);
}
