using System.Runtime.InteropServices;

namespace LoadProbe.Cli;

/// <summary>Signals to programs that were started here.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    /// <summary>One that has ended meanwhile hears nothing.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
