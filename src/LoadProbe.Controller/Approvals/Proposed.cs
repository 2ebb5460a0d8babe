namespace LoadProbe.Controller;

/// <summary>What is proposed: all that an approval is bound to, and what people need to judge it.</summary>
public sealed record Proposed
{
    /// <summary>Of the target.</summary>
    public required string Target { get; init; }

    /// <summary>Its environment class.</summary>
    public required string Class { get; init; }

    /// <summary>The author, told from others by this.</summary>
    public required string Person { get; init; }

    /// <summary>SHA-256 of each file that the scenario is made of, by its path.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Those that may take part.</summary>
    public required IReadOnlyList<string> Agents { get; init; }

    /// <summary>Arrivals of the whole plan.</summary>
    public required long Arrivals { get; init; }

    /// <summary>Arrivals a second at the most.</summary>
    public required double PeakRate { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>Steps that write.</summary>
    public required int Writes { get; init; }

    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>When it may run; null = not said.</summary>
    public string? Window { get; init; }

    public required ApprovalPolicy Policy { get; init; }
}
