namespace LoadProbe.Core;

/// <summary>Opens a TLS session and reads the certificate chain.</summary>
public sealed record TlsStep : Step
{
    public override StepKind Kind => StepKind.Tls;

    /// <summary><c>host:port</c>; null = the target's own.</summary>
    public Template? Address { get; init; }

    /// <summary>The name asked for (SNI); null = the host.</summary>
    public string? ServerName { get; init; }

    public TlsExpectation Expect { get; init; } = new();
}
