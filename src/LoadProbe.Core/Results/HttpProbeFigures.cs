namespace LoadProbe.Core;

/// <summary>What blackbox_exporter's HTTP prober would tell of a target. Names of the families are where they are written.</summary>
public sealed record HttpProbeFigures
{
    public required bool Success { get; init; }
    public required TimeSpan Duration { get; init; }
    public required TimeSpan Timeout { get; init; }

    /// <summary>Name lookup; measured also for an address.</summary>
    public required TimeSpan LookupTime { get; init; }

    /// <summary>Summed over redirects; null when the name could not be looked up.</summary>
    public Phases? Phases { get; init; }

    /// <summary>4 or 6; 0 when the name could not be looked up.</summary>
    public required int IpProtocol { get; init; }

    /// <summary>FNV-1a of the address.</summary>
    public required uint IpHash { get; init; }

    public required int Status { get; init; }
    public required double HttpVersion { get; init; }
    public required int Redirects { get; init; }
    public required long ContentLength { get; init; }
    public required long BodyLength { get; init; }
    public required bool IsTls { get; init; }
    public TlsSession? Tls { get; init; }
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>What happened, for debug=true.</summary>
    public required string Log { get; init; }
}
