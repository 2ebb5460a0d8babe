using System.Runtime.InteropServices;

namespace LoadProbe.Capture.Tests;

/// <summary>Takes the right to capture from the calling thread.</summary>
internal static unsafe partial class Capability
{
    private const uint Version3 = 0x20080522;
    private const int NetRaw = 13;

    public static bool TryDropNetRaw()
    {
        uint* header = stackalloc uint[2] { Version3, 0 };
        // Effective, permitted and inheritable, of the low 32 capabilities and then of the high ones.
        uint* sets = stackalloc uint[6];
        if (capget(header, sets) != 0) return false;
        sets[0] &= ~(1u << NetRaw);
        return capset(header, sets) == 0;
    }

    [LibraryImport("libc")]
    private static partial int capget(uint* header, uint* sets);

    [LibraryImport("libc")]
    private static partial int capset(uint* header, uint* sets);
}
