namespace LoadProbe.Core;

/// <summary>Options of the prober tcp.</summary>
public sealed record BlackboxTcpProbe
{
    public BlackboxIp Ip { get; init; } = new();

    /// <summary>The address to dial from; null = the system's choice.</summary>
    public string? SourceAddress { get; init; }

    public IReadOnlyList<BlackboxQueryResponse> QueryResponse { get; init; } = [];

    /// <summary>TLS from the beginning.</summary>
    public bool UsesTls { get; init; }

    public BlackboxTls Tls { get; init; } = new();
}

/// <summary>Options of the prober unix.</summary>
public sealed record BlackboxUnixProbe
{
    public IReadOnlyList<BlackboxQueryResponse> QueryResponse { get; init; } = [];

    /// <summary>TLS from the beginning.</summary>
    public bool UsesTls { get; init; }

    public BlackboxTls Tls { get; init; } = new();
}

/// <summary>Options of the prober websocket.</summary>
public sealed record BlackboxWebSocketProbe
{
    public BlackboxHttpClient Client { get; init; } = BlackboxHttpClient.NotWritten;

    public IReadOnlyList<BlackboxClientHeader> Headers { get; init; } = [];

    public IReadOnlyList<BlackboxQueryResponse> QueryResponse { get; init; } = [];

    public BlackboxIp Ip { get; init; } = new();
}

/// <summary>One line of a conversation: what is awaited, then what is sent, then TLS when it is to begin here.</summary>
public sealed record BlackboxQueryResponse
{
    /// <summary>A line that is awaited.</summary>
    public BlackboxPattern? Expect { get; init; }

    /// <summary>Text that is awaited, wherever it stands.</summary>
    public string? ExpectBytes { get; init; }

    /// <summary>Names and values of the labels of probe_expect_info; <c>${1}</c> is what the first group matched.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary><c>${1}</c> in it is what the first group of <see cref="Expect"/> matched.</summary>
    public string? Send { get; init; }

    public bool StartTls { get; init; }
}
