using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What the manual of operations says can be typed, can be: each command of ours in it is understood, and gets as far as whom it would dial.</summary>
public sealed class OperationsTests(Keys keys) : IClassFixture<Keys>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("loadprobe-manual-").FullName;

    [Fact]
    public async Task Every_command_of_the_manual_is_understood()
    {
        Write("limits.yaml", "egress: [ \"*.shop.example:443\" ]\n");
        Write("probes/shop.yaml", "target: http://127.0.0.1:9/\nevery: 1h\ntimeout: 1s\nsteps:\n  - get: /\n");
        Write("scenarios/shop.yaml", "target: http://127.0.0.1:9/\nmix: ../probes/shop.yaml\nload:\n  - inject: { rate: 1/s, during: 1s }\n");
        Write("agent.pem", keys.Certificate);
        Write("agent.key", keys.CertificateKey);
        Write("etc/metrics.token", keys.MetricsToken);
        Write("token", keys.Token);
        string[] commands = [.. File.ReadLines(Path.Combine(Machine.Root, "docs", "operations.md")).Where(l => l.StartsWith("loadprobe ", StringComparison.Ordinal))];
        Assert.True(commands.Length > 8);
        // In the manual's order: what one writes, the next reads.
        foreach (string command in commands) await IsUnderstoodAsync(Here(command));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Whoever is dialled is nobody, on this machine; whoever listens does so on any free port.
    private static string Here(string command)
    {
        command = command.Replace("/etc/loadprobe/", "etc/").Replace("/var/lib/loadprobe", "state").Replace("--join -", "--join @token").Replace("0.0.0.0:9115", "127.0.0.1:0").Replace("@db.example.com/", "@127.0.0.1:1/");
        if (command.StartsWith("loadprobe controller ", StringComparison.Ordinal)) command += " --listen 127.0.0.1:0";
        return command.StartsWith("loadprobe link ", StringComparison.Ordinal) ? command.Replace("--at etc/", "--at /etc/") : Regex.Replace(command, @"(nats|tls)://[^,\s]+:4222", "$1://127.0.0.1:1");
    }

    private async Task IsUnderstoodAsync(string command)
    {
        await using Running running = Running.Start("/bin/sh", $"-c \"exec {command.Replace("loadprobe ", $"{Machine.Program} ")}\"", _root, ("STORE_PASSWORD", "hidden"));
        Task<int> ended = running.ExitAsync(Limit);
        while (!ended.IsCompleted && !running.Lines.Any(l => l.StartsWith("connecting to ", StringComparison.Ordinal) || l.StartsWith("listening on ", StringComparison.Ordinal))) await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        // Those that do not go on by themselves have done what they were told (0), or found nobody there (5).
        Assert.True(!ended.IsCompleted || await ended is 0 or 5, $"{command}\n{string.Join('\n', running.Lines)}");
        if (!ended.IsCompleted) running.Signal("TERM");
        await ended;
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), text);
    }
}
