namespace LoadProbe.Core;

/// <summary>Where network figures come from, best last.</summary>
public enum PacketTier : byte
{
    /// <summary>From nowhere: only what the application saw is known.</summary>
    None,

    /// <summary>From the kernel's TCP_INFO of the socket.</summary>
    TcpInfo,

    /// <summary>From captured packets.</summary>
    Packets,
}
