using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>The errors of system calls on sockets (errno(3), Linux) by the runtime's names.</summary>
internal static class SocketErrors
{
    /// <summary>That of the last call of this thread.</summary>
    public static SocketError LastCode => Marshal.GetLastPInvokeError() switch
    {
        11 => SocketError.WouldBlock,
        115 => SocketError.InProgress,
        9 => SocketError.OperationAborted,
        32 => SocketError.Shutdown,
        104 => SocketError.ConnectionReset,
        103 => SocketError.ConnectionAborted,
        111 => SocketError.ConnectionRefused,
        110 => SocketError.TimedOut,
        113 => SocketError.HostUnreachable,
        112 => SocketError.HostDown,
        101 => SocketError.NetworkUnreachable,
        100 => SocketError.NetworkDown,
        99 => SocketError.AddressNotAvailable,
        98 => SocketError.AddressAlreadyInUse,
        97 => SocketError.AddressFamilyNotSupported,
        1 or 13 => SocketError.AccessDenied,
        12 or 28 or 105 => SocketError.NoBufferSpaceAvailable,
        23 or 24 => SocketError.TooManyOpenSockets,
        22 => SocketError.InvalidArgument,
        _ => SocketError.SocketError,
    };

    public static SocketException Last() => new((int)LastCode);

    /// <summary>As a network stream says it: the HTTP handler and TLS know that form.</summary>
    public static IOException Broken(SocketError error)
    {
        var fault = new SocketException((int)error);
        return new IOException(fault.Message, fault);
    }
}
