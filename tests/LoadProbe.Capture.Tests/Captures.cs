namespace LoadProbe.Capture.Tests;

/// <summary>Capture files: a few that are always there, and the reference set beside the repository (or where LOADPROBE_PCAPS says).</summary>
internal static class Captures
{
    // First, because the others are made of it.
    private static readonly string Root = FindRoot();

    public static string Own(string name) => Path.Combine(Root, "tests", "LoadProbe.Capture.Tests", "captures", name);

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    public static string Folder { get; } = Environment.GetEnvironmentVariable("LOADPROBE_PCAPS") ?? Path.GetFullPath(Path.Combine(Root, "..", "shared", "pcaps"));

    public static bool Present => Directory.Exists(Folder);

    public static IEnumerable<string> All => Present
        ? Directory.EnumerateFiles(Folder).Where(file => file.EndsWith(".pcap", StringComparison.Ordinal) || file.EndsWith(".pcapng", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [];

    public static string Need(string name)
    {
        Assert.SkipUnless(Present, $"the reference captures are not at {Folder}");
        return Path.Combine(Folder, name);
    }

    public static CaptureReport Analyze(byte[] file) => CaptureAnalysis.Run(new MemoryStream(file), "test")!;

    public static CaptureReport Analyze(string path) => CaptureAnalysis.Run(path)!;

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LoadProbe.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
