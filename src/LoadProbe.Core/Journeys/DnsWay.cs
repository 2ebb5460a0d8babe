namespace LoadProbe.Core;

/// <summary>What a question to a name server goes over.</summary>
public enum DnsWay : byte
{
    /// <summary>A datagram; TCP when the answer does not fit in one.</summary>
    Udp,

    Tcp,

    /// <summary>DNS over TLS (RFC 7858).</summary>
    Tls,

    /// <summary>DNS over HTTPS (RFC 8484).</summary>
    Https,
}
