using System.Reflection;
using System.Runtime.InteropServices;

namespace LoadProbe.Capture;

/// <summary>
/// The few calls of libpcap made past SharpPcap: its packet loop allocates and calls back into managed code from native frames, and its
/// statistics read the wrong field on 64-bit Linux (docs/npm.md).
/// </summary>
internal static unsafe partial class LibPcap
{
    private const string Library = "libpcap";

    /// <summary>Debian's name first, then what others use.</summary>
    private static readonly string[] Names = ["libpcap.so.0.8", "libpcap.so.1", "libpcap.so", "libpcap"];
    private static readonly nint Loaded = Load();

    static LibPcap() => NativeLibrary.SetDllImportResolver(typeof(LibPcap).Assembly, (name, _, _) => name == Library ? Loaded : 0);

    public static bool Present => Loaded != 0;

    /// <summary>struct pcap_pkthdr; the second half of the time is nanoseconds when those were asked for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public nint Seconds, Fraction;
        public uint Captured, Wire;
    }

    /// <summary>struct pcap_stat: three 32-bit words that wrap.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Statistics
    {
        public uint Received, Dropped, DroppedByInterface;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Returned;
    }

    /// <returns>1 a packet, 0 none at present, −1 an error, −2 the end.</returns>
    [LibraryImport(Library)]
    public static partial int pcap_next_ex(nint handle, Header** header, byte** data);

    [LibraryImport(Library)]
    public static partial int pcap_stats(nint handle, Statistics* statistics);

    [LibraryImport(Library)]
    public static partial int pcap_get_selectable_fd(nint handle);

    [LibraryImport(Library)]
    public static partial byte* pcap_geterr(nint handle);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    private static nint Load()
    {
        Assembly assembly = typeof(LibPcap).Assembly;
        foreach (string name in Names)
            if (NativeLibrary.TryLoad(name, assembly, null, out nint library)) return library;
        return 0;
    }
}
