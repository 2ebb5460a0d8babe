namespace LoadProbe.Link.Tests;

/// <summary>Bundles of definitions that have one file, with their name in it: what a link carries, without a reader of YAML.</summary>
internal sealed class FewDefinitions : IBundles
{
    private static readonly Place Nowhere = new("", 1, 1);

    /// <summary>Bytes of each file, at the least.</summary>
    public int Size { get; init; } = 10;

    public static Scenario Scenario(string name) => new()
    {
        Name = name, At = Nowhere, Target = Target, Tracks = [],
    };

    public static Probe Probe(string name) => new()
    {
        At = Nowhere, Every = TimeSpan.FromSeconds(1), Journey = new Journey { Name = name, Target = Target, Steps = [], Timeout = TimeSpan.FromSeconds(1) },
    };

    public DefinitionBundle? Pack(Scenario scenario, out string? fault) => Pack([scenario.Name], out fault);

    public DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault) => Pack(probes.Select(p => p.Name), out fault);

    public Scenario? OpenScenario(DefinitionBundle bundle, out string? fault)
    {
        fault = bundle.Roots[0].File == "broken" ? "broken:1:1: no steps" : null;
        return fault is null ? Scenario(bundle.Roots[0].File) : null;
    }

    public IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault)
    {
        fault = null;
        return [.. bundle.Roots.Select(r => Probe(r.File))];
    }

    private static Target Target { get; } = new() { Name = "broker", Address = new Uri("http://127.0.0.1:1"), Class = EnvironmentClass.Dev };

    // Nothing that packing makes smaller.
    private byte[] Content(string name)
    {
        byte[] content = new byte[Size];
        new Random(name.Length).NextBytes(content);
        return content;
    }

    private DefinitionBundle Pack(IEnumerable<string> names, out string? fault)
    {
        fault = null;
        return new DefinitionBundle { Roots = [.. names.Select(n => new BundleRoot(n))], Files = [.. names.Select(n => new BundledFile(n, Content(n)))] };
    }
}
