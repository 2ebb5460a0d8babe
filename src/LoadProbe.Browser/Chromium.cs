namespace LoadProbe.Browser;

/// <summary>The system's own Chromium.</summary>
public static class Chromium
{
    /// <summary>What to do when there is none.</summary>
    public const string HowToInstall = "no Chromium found: install it with \"apt-get install chromium\", or name its program in LOADPROBE_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The program to start: the one named in LOADPROBE_CHROMIUM, else the first on the path; null when there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("LOADPROBE_CHROMIUM") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/bin"];
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
