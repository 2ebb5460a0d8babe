namespace LoadProbe.Capture;

/// <summary>What a live capture has seen until now.</summary>
public sealed record CaptureResult
{
    public required IReadOnlyList<FlowSummary> Flows { get; init; }
    public required IReadOnlyList<DnsTransaction> Dns { get; init; }
    public required long Packets { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Packets the kernel had no room for.</summary>
    public required long KernelDrops { get; init; }
    public required long Evicted { get; init; }

    /// <summary>Why the capture ended by itself; null while it runs and after it was stopped.</summary>
    public string? Failure { get; init; }
}
