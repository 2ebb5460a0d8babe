using System.Diagnostics;

namespace LoadProbe.Link.Tests;

/// <summary>256 KB of a file system of its own; where that is not permitted the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string within)
    {
        Folder = Directory.CreateDirectory(Path.Combine(within, "disk")).FullName;
        (int code, string said) = Run("mount", $"-t tmpfs -o size=256k loadprobe-test {Folder}");
        Assert.SkipWhen(code != 0, $"a file system cannot be mounted here: {said.Trim()}");
    }

    public string Folder { get; }

    public void Fill(string path)
    {
        using FileStream hog = File.Create(path);
        try
        {
            while (true)
            {
                hog.Write(new byte[4096]);
                hog.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Dispose() => Run("umount", $"-l {Folder}");

    private static (int Code, string Said) Run(string program, string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (1, e.Message);
        }
    }
}
