using System.Diagnostics;

namespace LoadProbe.Capture.Tests;

/// <summary>The program that others trust with captures.</summary>
internal static class Tshark
{
    public static bool Present => new[] { "/usr/bin/tshark", "/usr/local/bin/tshark" }.Any(File.Exists);

    /// <summary>These fields of each packet that the filter takes.</summary>
    public static async Task<IEnumerable<string[]>> FieldsAsync(string capture, string filter, IEnumerable<string> fields, CancellationToken token)
    {
        using Process tshark = Process.Start(new ProcessStartInfo("tshark", ["-r", capture, "-Y", filter, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> complaints = tshark.StandardError.ReadToEndAsync(token);
        string output = await tshark.StandardOutput.ReadToEndAsync(token);
        await tshark.WaitForExitAsync(token);
        Assert.True(tshark.ExitCode == 0, await complaints);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));
    }
}
