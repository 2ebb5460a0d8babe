using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A program that was started, and ends with the test. What it says can be waited for.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _said = new(0);
    private bool _disposed;

    private Running(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
    }

    public int Id => _process.Id;

    public IEnumerable<string> Lines => _lines;

    public static Running Start(string program, string arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var running = new Running(new Process { StartInfo = Info(program, arguments, folder, environment) });
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Ended> RunAsync(string program, string arguments, TimeSpan limit, string? folder = null, params (string Name, string Value)[] environment)
    {
        using var process = new Process { StartInfo = Info(program, arguments, folder, environment) };
        process.Start();
        using var late = new CancellationTokenSource(limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {arguments} did not end within {limit}\n{await output}\n{await error}");
        }

        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>LoadProbe, run to its end.</summary>
    public static Task<Ended> LoadProbeAsync(string arguments, params (string Name, string Value)[] environment) =>
        RunAsync(Machine.Program, arguments, TimeSpan.FromMinutes(3), Machine.Root, environment);

    /// <summary>The first line with a text, said before or after the call.</summary>
    public async Task<string> LineAsync(string text, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            try
            {
                await _said.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"\"{text}\" was not said:\n{string.Join('\n', _lines)}");
            }
        }
    }

    /// <summary>The first address on a line with a text.</summary>
    public async Task<Uri> AddressAsync(string text = "listening on http://") =>
        new(System.Text.RegularExpressions.Regex.Match(await LineAsync(text), @"https?://[^\s/)]+").Value);

    public void Signal(string name) => Process.Start("kill", $"-{name} {Id}").WaitForExit();

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited)
        {
            Signal("CONT");
            Signal("TERM");
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        _said.Release();
    }

    private static ProcessStartInfo Info(string program, string arguments, string? folder, (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Machine.Root };
        foreach ((string name, string value) in environment) info.Environment[name] = value;
        return info;
    }
}

/// <summary>What a program that ran to its end left.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}
