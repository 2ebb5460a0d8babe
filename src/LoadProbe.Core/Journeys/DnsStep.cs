namespace LoadProbe.Core;

/// <summary>Asks a name server one question.</summary>
public sealed record DnsStep : Step
{
    public override StepKind Kind => StepKind.Dns;

    /// <summary>The name asked for.</summary>
    public required Template Question { get; init; }

    public DnsRecordType Type { get; init; } = DnsRecordType.A;

    /// <summary><c>host:port</c> of the server, over HTTPS its URL; null = the system's first.</summary>
    public Template? Server { get; init; }

    public DnsWay Over { get; init; }

    /// <summary>Over TLS: the name that the server's certificate is for; null = the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Signatures are asked for too (the flag DO of RFC 3225).</summary>
    public bool Dnssec { get; init; }

    /// <summary>NOERROR unless said otherwise.</summary>
    public int ResponseCode { get; init; }

    /// <summary>One of the answers must fit; null = any, but at least one when <see cref="ResponseCode"/> is 0.</summary>
    public Match? Answer { get; init; }

    /// <summary>Each of the answers must fit; null = any.</summary>
    public Match? Every { get; init; }

    /// <summary>The serial of the zone's SOA; null = any.</summary>
    public Match? Serial { get; init; }

    /// <summary>Whether the server must say that it checked the signatures (the flag AD), or must not; null = as it likes.</summary>
    public bool? Authenticated { get; init; }

    /// <summary>Who may answer, and where names may lead to; null = anybody, anywhere.</summary>
    public Genuine? Genuine { get; init; }
}
