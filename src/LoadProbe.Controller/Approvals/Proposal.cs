namespace LoadProbe.Controller;

/// <summary>A run that somebody wants, until it is begun or comes to nothing.</summary>
public sealed record Proposal
{
    public required string Id { get; init; }

    public required string Scenario { get; init; }

    public required RunState State { get; init; }

    /// <summary>Who wants it, for people.</summary>
    public required string Author { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>It is good until then, approved or not.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>SHA-256 over all that is approved of, in hexadecimal.</summary>
    public required string Hash { get; init; }

    public required Proposed About { get; init; }

    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Why it came to nothing, or the run that it became; empty until then.</summary>
    public string Ended { get; init; } = "";

    /// <summary>What it is, for the audit.</summary>
    public string Text => $"{Scenario} on {About.Target} ({About.Class}), {Hash[..12]}";
}
