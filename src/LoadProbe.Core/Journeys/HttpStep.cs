namespace LoadProbe.Core;

/// <summary>One request and what is expected of its answer.</summary>
public sealed record HttpStep : Step
{
    public override StepKind Kind => StepKind.Http;

    public required string Method { get; init; }

    /// <summary>Absolute, or relative to the target's address.</summary>
    public required Template Url { get; init; }

    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>Said to the step's own host alone; null = nothing is.</summary>
    public HttpAuth? Auth { get; init; }

    public HttpBody? Body { get; init; }

    /// <summary>1.1 or 2.</summary>
    public Version Version { get; init; } = new(1, 1);

    /// <summary>How many redirects are followed; 0 = the redirect itself is the answer.</summary>
    public int Redirects { get; init; } = 10;

    /// <summary>How long its parts may take; what it leaves open is as the target has it.</summary>
    public PhaseTimeouts? Timeouts { get; init; }

    public HttpExpectation Expect { get; init; } = new();

    public IReadOnlyList<Save> Saves { get; init; } = [];
}
