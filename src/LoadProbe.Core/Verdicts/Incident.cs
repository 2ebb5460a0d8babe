namespace LoadProbe.Core;

/// <summary>A time in which a target was down: one fault, however often it came back in between.</summary>
public sealed record Incident
{
    public required Guid Id { get; init; }
    public required string Probe { get; init; }
    public required string Target { get; init; }
    public required DateTimeOffset Opened { get; init; }

    /// <summary>Null = it is open.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>What most agents saw when it opened.</summary>
    public required Outcome Cause { get; init; }

    public string? Detail { get; init; }

    /// <summary>The step that most agents saw it in.</summary>
    public string? Step { get; init; }

    /// <summary>The first failed run of it.</summary>
    public required Evidence First { get; init; }

    /// <summary>The newest failed run of it.</summary>
    public required Evidence Last { get; init; }

    /// <summary>All agents that it was seen from, in order of their names.</summary>
    public required IReadOnlyList<string> Agents { get; init; }

    /// <summary>How often it came back after it had seemed over.</summary>
    public int Reopened { get; init; }
}
