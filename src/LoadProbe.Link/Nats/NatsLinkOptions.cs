namespace LoadProbe.Link;

/// <summary>
/// How a link over NATS is set up. What the client has by default would leave a silent partition unseen for minutes,
/// come back after seconds, and keep what should not be sent late.
/// </summary>
public sealed record NatsLinkOptions
{
    /// <summary>For instance <c>nats://127.0.0.1:4222</c>; several, with commas between, are the servers of one cluster.</summary>
    public required string Server { get; init; }

    /// <summary>Over TLS, with credentials; null = plain, as in a closed network.</summary>
    public Access? Access { get; init; }

    /// <summary>Hears what a person should know, from the first attempt to connect on.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Two pings without an answer are a lost connection.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>A server that does not answer by then is none: the next one of the cluster is tried.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From one attempt to connect again to the next, at the least and at the most, and what chance adds.</summary>
    public TimeSpan ReconnectWaitMin { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan ReconnectWaitMax { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ReconnectJitter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The same of an attempt after the server, or its certificate, was refused twice.</summary>
    public TimeSpan RefusedWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a publication may wait for its turn on the socket.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a question may wait for its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Messages received and not taken yet, of each subscription.</summary>
    public int Pending { get; init; } = 4_096;

    /// <summary>The same of leases, of which only the newest matters.</summary>
    public int PendingLeases { get; init; } = 64;

    /// <summary>The folder in which an agent keeps snapshots, results and its probes; null = in memory, until it ends.</summary>
    public string? State { get; init; }

    /// <summary>Snapshots, and results, that an agent keeps there until the server has them, and the bytes of each.</summary>
    public int KeptOnDisk { get; init; } = 200_000;

    public long KeptOnDiskBytes { get; init; } = 512L << 20;

    /// <summary>The same in memory, where there is no folder or while the disk takes none.</summary>
    public int Kept { get; init; } = 10_000;

    /// <summary>The bytes that an agent keeps of attachments, on disk or in memory, until the server has them; more than that is dropped and counted.</summary>
    public long KeptAttachmentBytes { get; init; } = 16L << 20;

    /// <summary>What the server keeps of them until the controller has them.</summary>
    public long AttachmentBytes { get; init; } = 256L << 20;

    /// <summary>What the server keeps of snapshots and of results until the controller has them, and for how long.</summary>
    public long SnapshotBytes { get; init; } = 256L << 20;

    public long ResultBytes { get; init; } = 512L << 20;

    public TimeSpan KeptFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many servers keep each snapshot and result: three where three or more are named, so that one may be lost.</summary>
    public int Replicas => Server.Split(',').Length >= 3 ? 3 : 1;

    /// <summary>An agent that knows the controller's clock less well than this is not ready for a run.</summary>
    public TimeSpan ClockUncertainty { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>As an agent keeps attachments.</summary>
    internal NatsLinkOptions ForAttachments => this with { KeptOnDiskBytes = KeptAttachmentBytes, Kept = (int)(KeptAttachmentBytes / (AttachmentPart.MostBytes * 4 / 3)) };
}
