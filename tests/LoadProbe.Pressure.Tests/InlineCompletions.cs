using System.Runtime.CompilerServices;

namespace LoadProbe.Pressure.Tests;

/// <summary>Sockets as the product has them: whoever waits goes on where the kernel's news arrives. Read before the first socket.</summary>
internal static class InlineCompletions
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
}
