using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A probe file of one step, run once by the program as a user would.</summary>
internal sealed class OneStep : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-dials-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What the step came to, whose outcome and whose sum of phases were looked at.</summary>
    /// <param name="target">Its address.</param>
    /// <param name="step">As it stands in the file.</param>
    /// <param name="outcome">The expected one.</param>
    /// <param name="trusted">Whose certificates the target trusts; null = the system's.</param>
    /// <param name="own">Which of them the target is shown as ours; null = none.</param>
    public async Task<JsonElement> RunAsync(string target, string step, string outcome, OpenSsl? trusted = null, string? own = null)
    {
        string shown = own is null ? "" : $", certificate: \"${{secret:file:{trusted!.Chain(own)}}}\", key: \"${{secret:file:{trusted.Key(own)}}}\"";
        string trust = trusted is null ? "" : $", tls: {{ ca: {trusted.Authority}{shown} }}";
        await File.WriteAllTextAsync($"{_folder}/dial.yaml", $"target: {{ address: \"{target}\", class: test, allow: [127.0.0.0/8, \"::1\"]{trust} }}\ntimeout: 5s\nsteps:\n  - {step}\n");
        Ended once = await Running.LoadProbeAsync($"once {_folder}/dial.yaml --json", ("DIAL_PASSWORD", "pass"));
        Assert.True(once.ExitCode == (outcome == "ok" ? 0 : 1), $"{step}\n{once}");
        JsonElement told = once.Json.GetProperty("steps")[0];
        Assert.True(told.GetProperty("outcome").GetString() == outcome, $"{step}: {told}");
        double parts = told.GetProperty("phases").EnumerateObject().Sum(p => p.Value.GetDouble());
        Assert.Equal(told.GetProperty("duration_seconds").GetDouble(), parts, 1e-6);
        return told;
    }
}
