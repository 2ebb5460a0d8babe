namespace LoadProbe.Capture;

/// <summary>What the analysis of a segment found, in Wireshark's words.</summary>
[Flags]
internal enum Marks : ushort
{
    None = 0,
    ZeroWindowProbe = 1,
    ZeroWindow = 2,
    LostSegment = 4,
    KeepAlive = 8,
    WindowUpdate = 16,
    WindowFull = 32,
    KeepAliveAck = 64,
    ZeroWindowProbeAck = 128,
    DuplicateAck = 256,
    Spurious = 512,
    Fast = 1024,
    OutOfOrder = 2048,
    Retransmission = 4096,
}
