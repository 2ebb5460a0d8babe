namespace LoadProbe.Benchmarks;

/// <summary>What a simulated agent makes of what it is sent: the one scenario, which it need not read again, as agents are not what is measured.</summary>
internal sealed class KnownScenario(Scenario scenario) : IBundles
{
    public DefinitionBundle? Pack(Scenario scenario, out string? fault) => throw new NotSupportedException("agents send no definitions");

    public DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault) => throw new NotSupportedException("agents send no definitions");

    public Scenario? OpenScenario(DefinitionBundle bundle, out string? fault)
    {
        fault = null;
        return scenario;
    }

    public IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault)
    {
        fault = null;
        return [];
    }
}
