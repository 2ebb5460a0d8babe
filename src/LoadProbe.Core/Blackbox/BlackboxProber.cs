namespace LoadProbe.Core;

/// <summary>What a module dials with.</summary>
public enum BlackboxProber
{
    Http,
    Tcp,
    Unix,
    Dns,
    Icmp,
    Grpc,
    WebSocket,
}
