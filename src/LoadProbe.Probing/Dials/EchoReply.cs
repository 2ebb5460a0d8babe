using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>A packet that was taken from a socket for pings, with what the runtime's own calls do not tell.</summary>
/// <param name="Length">How much of the buffer it fills.</param>
/// <param name="From">Who sent it.</param>
/// <param name="HopLimit">What was left of it on arrival (TTL for IPv4); null = the system did not say.</param>
internal readonly unsafe partial record struct EchoReply(int Length, IPAddress From, int? HopLimit)
{
    private const int LevelIp4 = 0, ReceiveTtl = 12, Ttl = 2;
    private const int LevelIp6 = 41, ReceiveHopLimit = 51, HopLimit6 = 52;
    private const int DoNotWait = 0x40;

    /// <summary>Lets <see cref="Take"/> tell the hop limit, where the system can.</summary>
    public static void AskForHopLimit(Socket socket)
    {
        bool is6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        socket.SetRawSocketOption(is6 ? LevelIp6 : LevelIp4, is6 ? ReceiveHopLimit : ReceiveTtl, [1, 0, 0, 0]);
    }

    /// <summary>Takes the next packet, without waiting; null when there is none.</summary>
    public static EchoReply? Take(Socket socket, byte[] buffer)
    {
        Span<byte> control = stackalloc byte[128];
        var address = new SocketAddress(socket.AddressFamily);
        fixed (byte* to = buffer, name = address.Buffer.Span, options = control)
        {
            var part = new Part { Base = to, Length = (nuint)buffer.Length };
            var message = new Message { Name = name, NameLength = (uint)address.Size, Parts = &part, PartCount = 1, Control = options, ControlLength = (nuint)control.Length };
            nint length = ReceiveMessage(socket.SafeHandle, &message, DoNotWait);
            if (length < 0) return null;
            var from = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(address);
            return new EchoReply((int)length, from.Address, Hops(control[..(int)message.ControlLength], socket.AddressFamily == AddressFamily.InterNetworkV6));
        }
    }

    // Each is its length with this header, its level, its type, and its value, filled up to whole words.
    private static int? Hops(ReadOnlySpan<byte> control, bool is6)
    {
        int header = sizeof(nuint) + 8;
        while (control.Length >= header)
        {
            int length = (int)MemoryMarshal.Read<nuint>(control);
            int level = MemoryMarshal.Read<int>(control[sizeof(nuint)..]), type = MemoryMarshal.Read<int>(control[(sizeof(nuint) + 4)..]);
            if (length < header || length > control.Length) return null;
            bool isIt = is6 ? (level, type) == (LevelIp6, HopLimit6) : (level, type) == (LevelIp4, Ttl);
            if (isIt && length >= header + 4) return MemoryMarshal.Read<int>(control[header..]);
            control = control[Math.Min(control.Length, (length + sizeof(nuint) - 1) & -sizeof(nuint))..];
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg")]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
