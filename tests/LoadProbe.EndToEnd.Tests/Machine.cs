using System.Net;
using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The repository, the program as it was built, and what this machine has.</summary>
internal static class Machine
{
    public static string Root { get; } = FindRoot();

    public static string Program { get; } = Path.Combine(Root, "artifacts", "publish", "LoadProbe.Cli", "release", "loadprobe");

    public static bool HasChromium { get; } = Find("chromium") is not null;

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Append("/usr/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test, counted, when a program is not installed.</summary>
    public static string Need(string program)
    {
        string? path = Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed");
        return path!;
    }

    /// <summary>Skips the test where packets cannot be captured: this needs root or the capability, and libpcap.</summary>
    public static void NeedCapture()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "capturing needs root or CAP_NET_RAW");
        Assert.SkipUnless(Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Any(d => Directory.GetFiles(d, "libpcap.so*").Length > 0), "libpcap is not installed");
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The program where anybody may run it: the clone may lie where only its owner looks.</summary>
    public static string CopyProgram(string folder)
    {
        string copy = Path.Combine(folder, "program");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Program)!)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string each in (string[])[folder, copy]) File.SetUnixFileMode(each, (UnixFileMode)0b111_101_101);
        }

        return Path.Combine(copy, "loadprobe");
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LoadProbe.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
