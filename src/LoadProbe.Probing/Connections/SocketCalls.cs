using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>System calls that the runtime makes for a socket only together with a wait of its own. None of them waits.</summary>
internal static unsafe partial class SocketCalls
{
    /// <summary>Begins to connect a socket that does not block; true when that is under way, false when it is done.</summary>
    /// <exception cref="SocketException">It failed at once.</exception>
    public static bool Connect(Socket socket, IPEndPoint to)
    {
        SocketAddress address = to.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Connect(socket.SafeHandle, bytes, address.Size) == 0) return false;
        }

        return SocketErrors.LastCode == SocketError.InProgress ? true : throw SocketErrors.Last();
    }

    /// <summary>Where the connection begins: a socket that was connected here does not know it itself.</summary>
    public static IPEndPoint? Local(Socket socket)
    {
        var address = new SocketAddress(socket.AddressFamily);
        int length = address.Size;
        fixed (byte* bytes = address.Buffer.Span)
        {
            return GetName(socket.SafeHandle, bytes, ref length) == 0 ? (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address) : null;
        }
    }

    /// <summary>Takes what has arrived, as far as there is room; negative for an error.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static int Receive(Socket socket, Memory<byte> buffer)
    {
        const int doNotWait = 0x40;
        using MemoryHandle pin = buffer.Pin();
        return (int)Receive(socket.SafeHandle, (byte*)pin.Pointer, (nuint)buffer.Length, doNotWait);
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeSocketHandle socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int GetName(SafeSocketHandle socket, byte* address, ref int length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
