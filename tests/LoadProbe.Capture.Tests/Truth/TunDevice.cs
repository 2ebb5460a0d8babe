using System.Runtime.InteropServices;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>The end of a network's only link: what the network sends is read here, and what is written here it receives. Packets begin with IP.</summary>
internal sealed unsafe partial class TunDevice : IDisposable
{
    public const string Name = "way";
    private const int ReadWrite = 2, NonBlocking = 0x800, SetInterface = 0x4004_54CA, RequestSize = 40, FlagsAt = 16;
    private const short Tun = 1, NoPacketHeader = 0x1000;

    private TunDevice(int descriptor) => Descriptor = descriptor;

    public int Descriptor { get; }

    /// <summary>Null where this machine has none. Must be called in the network it is for.</summary>
    public static TunDevice? TryOpen()
    {
        int descriptor = Open("/dev/net/tun", ReadWrite | NonBlocking);
        if (descriptor < 0) return null;
        byte* request = stackalloc byte[RequestSize];
        new Span<byte>(request, RequestSize).Clear();
        Encoding.ASCII.GetBytes(Name, new Span<byte>(request, FlagsAt));
        *(short*)(request + FlagsAt) = Tun | NoPacketHeader;
        if (Control(descriptor, SetInterface, request) == 0) return new TunDevice(descriptor);
        _ = Close(descriptor);
        return null;
    }

    /// <summary>Bytes read; 0 or less when there are none now.</summary>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer) return (int)Read(Descriptor, bytes, buffer.Length);
    }

    public void Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet) Assert.Equal(packet.Length, Write(Descriptor, bytes, packet.Length));
    }

    public void Dispose() => _ = Close(Descriptor);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
