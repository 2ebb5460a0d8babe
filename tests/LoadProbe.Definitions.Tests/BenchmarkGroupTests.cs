namespace LoadProbe.Definitions.Tests;

/// <summary>Probes that are compared must be alike in what they are compared by.</summary>
public sealed class BenchmarkGroupTests : IDisposable
{
    private const string Ours = "target: http://127.0.0.1:8080\nevery: 1m\nbenchmark: quotes\nfrom: { region: [east, west] }\nsteps: [{ name: page, get: / }]\n";

    private readonly Scratch _scratch = new();

    [Fact]
    public void Probes_of_a_group_load_when_they_differ_in_target_and_in_what_steps_do()
    {
        var loaded = Load(Ours.Replace("8080", "8081", StringComparison.Ordinal).Replace("get: /", "get: /markets", StringComparison.Ordinal).Replace("[east, west]", "[west, east]", StringComparison.Ordinal));
        Assert.Empty(loaded.Mistakes);
        Assert.Equal(["quotes", "quotes"], loaded.Probes.Select(p => p.Benchmark));
    }

    [Theory]
    [InlineData("every: 1m", "every: 2m", "every is 2m here and 60s in FIRST: make them the same")]
    [InlineData("[east, west]", "[east]", "from is region east here and region east or west in FIRST: make them the same")]
    [InlineData("from: { region: [east, west] }\n", "", "from is all agents here and region east or west in FIRST: make them the same")]
    [InlineData("name: page", "name: the page", "the steps are the page here and page in FIRST: give those that are compared the same name")]
    [InlineData("8081", "8080", "the target is http://127.0.0.1:8080/ here as in FIRST: a probe is compared with those of other targets")]
    public void One_that_differs_is_a_mistake_of_its_file_and_the_first_stays(string from, string to, string fault)
    {
        var loaded = Load(Ours.Replace("8080", "8081", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal));
        Assert.Equal($"{_scratch["probes/rival.yaml"]}:1:1: benchmark quotes: {fault.Replace("FIRST", _scratch["probes/ours.yaml"], StringComparison.Ordinal)}", Assert.Single(loaded.Mistakes).ToString());
        Assert.Equal("ours", Assert.Single(loaded.Probes).Name);
    }

    public void Dispose() => _scratch.Dispose();

    private (IReadOnlyList<Probe> Probes, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Mistake> Mistakes, int Files, AlertRules? Alerts) Load(string rival) =>
        DefinitionFiles.LoadAll([_scratch.With("probes/ours.yaml", Ours).With("probes/rival.yaml", rival)["probes"]]);
}
