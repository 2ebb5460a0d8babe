namespace LoadProbe.Core;

/// <summary>
/// One module: how to dial whatever target a request names. As in the exporter every kind of prober has its options in
/// every module; those of <see cref="Prober"/> are used.
/// </summary>
public sealed record BlackboxModule
{
    public required string Name { get; init; }

    public required BlackboxProber Prober { get; init; }

    /// <summary>The longest that a probe may take; null = as long as the scrape lets it.</summary>
    public TimeSpan? Timeout { get; init; }

    public BlackboxHttpProbe Http { get; init; } = new();

    public BlackboxTcpProbe Tcp { get; init; } = new();

    public BlackboxUnixProbe Unix { get; init; } = new();

    public BlackboxDnsProbe Dns { get; init; } = new();

    public BlackboxIcmpProbe Icmp { get; init; } = new();

    public BlackboxGrpcProbe Grpc { get; init; } = BlackboxGrpcProbe.NotWritten;

    public BlackboxWebSocketProbe WebSocket { get; init; } = new();
}
