namespace LoadProbe.Core;

/// <summary>Opens a TLS session and reads the certificate chain.</summary>
public sealed record TlsStep : Step
{
    public override StepKind Kind => StepKind.Tls;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    /// <summary>The name asked for (SNI); null = the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>What is stapled to the certificate is asked for too, over a connection of its own.</summary>
    public bool Staple { get; init; }

    /// <summary>What must be stapled; null = nothing need be.</summary>
    public StapleExpectation? ExpectStaple { get; init; }

    public TlsExpectation Expect { get; init; } = new();
}
