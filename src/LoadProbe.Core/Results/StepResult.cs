using System.Net;

namespace LoadProbe.Core;

/// <summary>What came of one step.</summary>
public sealed record StepResult
{
    public required string Name { get; init; }
    public required StepKind Kind { get; init; }
    public StepEffect Effect { get; init; }
    public required Outcome Outcome { get; init; }

    /// <summary>One line for a person: what was expected and what was there. Secrets are redacted.</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset Started { get; init; }
    public required TimeSpan Duration { get; init; }
    public Phases Phases { get; init; }
    public int? Status { get; init; }

    /// <summary>The version seen: 1.0, 1.1, 2 or 3.</summary>
    public string? HttpVersion { get; init; }

    /// <summary>Those that were followed, in their order.</summary>
    public IReadOnlyList<Redirect> Redirects { get; init; } = [];

    public IPEndPoint? Remote { get; init; }
    public long? BytesSent { get; init; }
    public long? BytesReceived { get; init; }
    public TlsSession? Tls { get; init; }
    public PingFigures? Ping { get; init; }
    public PathFigures? Path { get; init; }
    public ProgramFigures? Program { get; init; }
    public IReadOnlyList<string> Answers { get; init; } = [];
    public PageFigures? Page { get; init; }

    /// <summary>Where this step's bytes went on its connection, so that packets can be joined to it.</summary>
    public ConnectionUse? Connection { get; init; }

    /// <summary>What the kernel knows of the connection; read only when asked for.</summary>
    public TcpInfo? Tcp { get; init; }

    public PacketFigures? Packets { get; init; }

    /// <summary>Files kept: screenshots and the like.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];
}
