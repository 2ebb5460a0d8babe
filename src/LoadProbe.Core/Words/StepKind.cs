namespace LoadProbe.Core;

/// <summary>How a step reaches the target.</summary>
public enum StepKind : byte
{
    Http,
    Tcp,
    Tls,
    Dns,
    Icmp,
    WebSocket,
    Grpc,
    Sql,
    Browser,
    Path,
    Udp,
    Program,
}
