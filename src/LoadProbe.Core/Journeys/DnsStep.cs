namespace LoadProbe.Core;

/// <summary>Asks a name server one question.</summary>
public sealed record DnsStep : Step
{
    public override StepKind Kind => StepKind.Dns;

    /// <summary>The name asked for.</summary>
    public required Template Question { get; init; }

    public DnsRecordType Type { get; init; } = DnsRecordType.A;

    /// <summary><c>address:port</c> of the server; null = the system's first.</summary>
    public Template? Server { get; init; }

    /// <summary>NOERROR unless said otherwise.</summary>
    public int ResponseCode { get; init; }

    /// <summary>One of the answers must fit; null = any, but at least one when <see cref="ResponseCode"/> is 0.</summary>
    public Match? Answer { get; init; }

    /// <summary>Who may answer, and where names may lead to; null = anybody, anywhere.</summary>
    public Genuine? Genuine { get; init; }
}
