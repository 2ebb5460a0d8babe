namespace LoadProbe.Definitions;

/// <summary>What came of an API's description.</summary>
/// <param name="Probes">A file for each tag; those without steps have no text.</param>
/// <param name="TargetName">What the probes call their target.</param>
/// <param name="Address">The target's: scheme, host and port.</param>
public sealed record ImportedApi(IReadOnlyList<ImportedProbe> Probes, string TargetName, string Address)
{
    /// <summary>How many steps were made.</summary>
    public int Steps { get; init; }

    /// <summary>Operations that were chosen, and of these those that were left out.</summary>
    public int Operations { get; init; }

    public int Deprecated { get; init; }

    /// <summary>Left out as they write and writing was not asked for.</summary>
    public int Writing { get; init; }

    /// <summary>Left out as a step cannot say them.</summary>
    public int Unsayable { get; init; }

    /// <summary>The target's lines of a targets.yaml.</summary>
    public string TargetLines => $"{TargetName}:\n  address: {YamlText.Text(Address)}\n";
}
