namespace LoadProbe.Core;

/// <summary>Options of the prober icmp.</summary>
public sealed record BlackboxIcmpProbe
{
    public BlackboxIp Ip { get; init; } = new();

    public string? SourceAddress { get; init; }

    /// <summary>Bytes; 0 = the prober's own small one.</summary>
    public int PayloadSize { get; init; }

    public bool DontFragment { get; init; }

    /// <summary>0 to 255.</summary>
    public int Ttl { get; init; } = 64;
}

/// <summary>Options of the prober grpc: a call of gRPC's health service.</summary>
public sealed record BlackboxGrpcProbe
{
    /// <summary>A module without the section: in the exporter it does not even fall back to the other kind of address.</summary>
    public static BlackboxGrpcProbe NotWritten { get; } = new() { Ip = new BlackboxIp(Fallback: false) };

    /// <summary>Null = the server as a whole.</summary>
    public string? Service { get; init; }

    public bool UsesTls { get; init; }

    public BlackboxTls Tls { get; init; } = new();

    public BlackboxIp Ip { get; init; } = new();

    /// <summary>Names, each with all its values.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>> Metadata { get; init; } = [];
}

/// <summary>Options of the prober dns.</summary>
public sealed record BlackboxDnsProbe
{
    public BlackboxIp Ip { get; init; } = new();

    public bool OverTls { get; init; }

    public BlackboxTls Tls { get; init; } = new();

    public string? SourceAddress { get; init; }

    /// <summary>False = UDP.</summary>
    public bool OverTcp { get; init; }

    public string QueryClass { get; init; } = "IN";

    /// <summary>Empty only in modules of other probers.</summary>
    public string QueryName { get; init; } = "";

    public string QueryType { get; init; } = "ANY";

    public bool RecursionDesired { get; init; } = true;

    public IReadOnlyList<string> ValidReturnCodes { get; init; } = ["NOERROR"];

    public BlackboxRecordRules Answer { get; init; } = new();

    public BlackboxRecordRules Authority { get; init; } = new();

    public BlackboxRecordRules Additional { get; init; } = new();
}

/// <summary>What the records of one part of an answer must, and must not, look like.</summary>
public sealed record BlackboxRecordRules
{
    public IReadOnlyList<BlackboxPattern> FailIfMatches { get; init; } = [];

    public IReadOnlyList<BlackboxPattern> FailIfAllMatch { get; init; } = [];

    public IReadOnlyList<BlackboxPattern> FailIfNotMatches { get; init; } = [];

    public IReadOnlyList<BlackboxPattern> FailIfNoneMatches { get; init; } = [];
}
