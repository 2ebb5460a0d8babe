using System.Diagnostics;

namespace LoadProbe.Controller.Tests;

/// <summary>Prometheus' own judge of names, and of rules.</summary>
internal static class Promtool
{
    /// <summary>What it says, and how it ended; skips the test where it is not installed.</summary>
    public static async Task<(string Said, int ExitCode)> CheckAsync(string what, string input = "")
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "promtool is not installed");
        using Process check = Process.Start(new ProcessStartInfo(program!, $"check {what}") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await check.StandardInput.WriteAsync(input);
        check.StandardInput.Close();
        string said = await check.StandardOutput.ReadToEndAsync() + await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        return (said, check.ExitCode);
    }
}
