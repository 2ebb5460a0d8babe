using System.Diagnostics;

namespace LoadProbe.Benchmarks;

/// <summary>A process that says on standard error where it listens; stopped by its id.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly Process _process;

    private MeasuredProcess(Process process, string says) => (_process, Says) = (process, says);

    public int Id => _process.Id;

    /// <summary>What stood behind the words.</summary>
    public string Says { get; }

    public static async Task<MeasuredProcess> StartAsync(string program, IEnumerable<string> arguments, string words)
    {
        var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true } };
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Read to the end: it must not wait for a reader.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            int at = line.Data?.IndexOf(words, StringComparison.Ordinal) ?? -1;
            if (at >= 0) said.TrySetResult(line.Data![(at + words.Length)..].Trim());
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new MeasuredProcess(process, await said.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
