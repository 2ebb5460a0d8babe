using System.Runtime.InteropServices;

namespace LoadProbe.Probing;

/// <summary>What the runtime has no word for: groups of processes, and a path whose links are all followed.</summary>
internal static unsafe partial class ProgramCalls
{
    private const int Kill = 9;

    /// <summary>Ends every process of a group at once; does nothing when there is none left.</summary>
    public static void EndGroup(int leader) => _ = Send(-leader, Kill);

    /// <summary>The path without links; null when there is nothing there.</summary>
    public static string? RealPath(string path)
    {
        byte* real = Follow(path, null);
        if (real is null) return null;
        string text = Marshal.PtrToStringUTF8((nint)real)!;
        Free(real);
        return text;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int to, int signal);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* Follow(string path, byte* into);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(void* memory);
}
