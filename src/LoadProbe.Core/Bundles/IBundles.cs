namespace LoadProbe.Core;

/// <summary>Definitions to the files they were written in, and back: what a link beyond one process carries.</summary>
public interface IBundles
{
    /// <summary>Null and the reason when its files are not there any more as they were.</summary>
    DefinitionBundle? Pack(Scenario scenario, out string? fault);

    /// <summary>One bundle of all of them; null and the reason when their files are not there any more as they were.</summary>
    DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault);

    /// <summary>The scenario of a bundle; null and the reason when it holds none that can be used here.</summary>
    Scenario? OpenScenario(DefinitionBundle bundle, out string? fault);

    /// <summary>The probes of a bundle that can be used here, and what is wrong with the first of the others; null when there are others only.</summary>
    IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault);
}
