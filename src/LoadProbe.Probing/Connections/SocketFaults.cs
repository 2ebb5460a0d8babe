using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>What a socket's error means. What this machine ran out of is our fault, not the target's.</summary>
internal static class SocketFaults
{
    public static Outcome Connecting(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Outcome.ConnectRefused,
        // Made and reset before we were told that it was made.
        SocketError.ConnectionReset => Outcome.ConnectionClosed,
        SocketError.TimedOut => Outcome.ConnectTimedOut,
        SocketError.TooManyOpenSockets => Outcome.OutOfFiles,
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => Outcome.OutOfPorts,
        SocketError.NoBufferSpaceAvailable => Outcome.OutOfMemory,
        SocketError.AccessDenied => Outcome.PermissionMissing,
        _ => Outcome.ConnectFailed,
    };
}
