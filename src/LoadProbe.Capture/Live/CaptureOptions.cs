namespace LoadProbe.Capture;

/// <summary>How packets are captured beside requests.</summary>
public sealed record CaptureOptions
{
    /// <summary>Bytes kept of each packet: headers and most of a ClientHello. Small, so that the kernel's buffer holds many.</summary>
    public int SnapLength { get; init; } = 512;

    /// <summary>How long the kernel may hold packets back to hand them over together; times are the kernel's and do not suffer. 10 to 50 ms.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Bytes of the kernel's buffer for each device.</summary>
    public int BufferBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Also capture DNS (UDP and TCP port 53) of any host.</summary>
    public bool WithDns { get; init; }

    /// <summary>The device to capture on; null chooses those of the routes to the targets.</summary>
    public string? Device { get; init; }

    /// <summary>Only connections whose own port, on our side, has none of these bits; 0 = all. Chosen in the kernel.</summary>
    public int OwnPortBits { get; init; }

    /// <summary>Where packets are kept on disk as well; null = nowhere. It stays the caller's.</summary>
    public PacketRing? Ring { get; init; }

    public FlowOptions Flows { get; init; } = new() { Capacity = 16_384, Finished = 4096, KeepsLatest = true, ExchangesPerFlow = 256, DnsTransactions = 4096, QuicConnections = 0, ReadRequests = false };
}
