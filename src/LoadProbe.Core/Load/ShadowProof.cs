namespace LoadProbe.Core;

/// <summary>How it is proved, before a run and during it, that what it writes is kept apart from what is real.</summary>
public sealed record ShadowProof
{
    /// <summary>How often it is proved during the run, unless it is said.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    /// <summary>The variable of a journey that writes which says what instance behind the target took the write.</summary>
    public const string InstanceVariable = "instance";

    /// <summary>The variable of the check that has the run's id.</summary>
    public const string RunVariable = "run";

    /// <summary>Looks where a write went: it must be in the shadow and not among what is real. Its requests carry no mark, as a customer's.</summary>
    public required Journey Check { get; init; }

    /// <summary>From one proof to the next during the run.</summary>
    public TimeSpan Every { get; init; } = Usual;

    /// <summary>So many instances behind the target must have taken a write.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>These instances must have; empty = whichever there are.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The names of those that have not, or how many there lack; null = all have.</summary>
    public string? Unreached(IReadOnlyCollection<string> reached)
    {
        string[] missing = [.. Names.Except(reached)];
        if (missing.Length > 0) return $"no write reached {string.Join(", ", missing)}";
        return reached.Count >= Instances || Instances <= 1 ? null : $"writes reached {reached.Count} of {Instances} instances";
    }
}
