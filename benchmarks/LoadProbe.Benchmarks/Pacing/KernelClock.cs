using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LoadProbe.Benchmarks;

/// <summary>
/// When the kernel received what is read from a socket (SO_TIMESTAMPNS, socket(7)): the server's own wait for a processor is not in it.
/// </summary>
internal static unsafe partial class KernelClock
{
    private const int SocketLevel = 1, Timestamps = 35;

    public static void Enable(Socket socket)
    {
        int on = 1;
        if (SetOption(socket.SafeHandle.DangerousGetHandle().ToInt32(), SocketLevel, Timestamps, in on, sizeof(int)) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Reads what is there, and when the last of it came, nanoseconds of the wall clock; 0 bytes = the end.</summary>
    public static int Read(Socket socket, Span<byte> buffer, out long received)
    {
        byte* control = stackalloc byte[64];
        fixed (byte* bytes = buffer)
        {
            var part = new Part { Base = bytes, Length = (nuint)buffer.Length };
            var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = 64 };
            nint read = Receive(socket.SafeHandle.DangerousGetHandle().ToInt32(), ref message, 0);
            if (read < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
            // struct cmsghdr: its length, its level and type, then a timespec.
            var words = new ReadOnlySpan<long>(control, 4);
            bool told = message.ControlLength >= 32 && words[1] == SocketLevel + ((long)Timestamps << 32);
            if (read > 0 && !told) throw new InvalidOperationException("the kernel did not say when this was received");
            received = told ? (words[2] * 1_000_000_000) + words[3] : 0;
            return (int)read;
        }
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, in int value, int length);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(int socket, ref Message message, int flags);

    private struct Part
    {
        public byte* Base;
        public nuint Length;
    }

    // struct msghdr of recvmsg(2).
    private struct Message
    {
        public void* Name;
        public ulong NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
