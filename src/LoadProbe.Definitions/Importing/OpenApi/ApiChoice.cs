namespace LoadProbe.Definitions;

/// <summary>What is to be made of an API's description.</summary>
public sealed record ApiChoice
{
    /// <summary>Where the API is, with the path that its paths are under; null = as the document says.</summary>
    public Uri? Server { get; init; }

    /// <summary>The operationIds to take; none = all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>The tag to take; null = all.</summary>
    public string? Tag { get; init; }

    /// <summary>Steps that write as well, marked as shadow writes.</summary>
    public bool Writes { get; init; }

    /// <summary>From one start to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The target stands in each file, and not in a targets.yaml.</summary>
    public bool TargetInside { get; init; }
}
