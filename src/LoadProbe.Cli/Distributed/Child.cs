using System.Diagnostics;

namespace LoadProbe.Cli;

/// <summary>A program that this one has started. What it says can be waited for.</summary>
internal sealed class Child : IDisposable
{
    private const int MostLines = 200;

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly List<(string Text, TaskCompletionSource<string> Said)> _awaited = [];

    private Child(string name, Process process)
    {
        (Name, _process) = (name, process);
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>What it said last.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <summary>On the thread that it is to live as long as.</summary>
    public static Child Start(string name, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        var child = new Child(name, new Process { StartInfo = start });
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line with a text in it; an <see cref="IOException"/> with what it said when it ends first, or the time is up.</summary>
    public async Task<string> LineAsync(string text, TimeSpan within, CancellationToken stop)
    {
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            _awaited.Add((text, said));
        }

        using var late = new CancellationTokenSource(within, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        Task ended = _process.WaitForExitAsync(either.Token);
        await Task.WhenAny(said.Task, ended);
        if (said.Task.IsCompletedSuccessfully) return await said.Task;
        stop.ThrowIfCancellationRequested();
        throw new IOException($"{Name} {(late.IsCancellationRequested ? $"did not say \"{text}\" within {Durations.Text(within)}" : $"ended with {_process.ExitCode}")}:\n{string.Join('\n', Lines)}");
    }

    /// <summary>How it ended.</summary>
    public async Task<int> EndedAsync(TimeSpan within, CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop).WaitAsync(within, TimeProvider.System, stop);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: it has no time for a last word.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to end.</summary>
    /// <param name="signal">SIGTERM or what else it understands so.</param>
    public void Ask(int signal)
    {
        if (!_process.HasExited) Signals.Send(_process.Id, signal);
    }

    public void Dispose() => _process.Dispose();

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_lock)
        {
            if (_lines.Count == MostLines) _lines.Dequeue();
            _lines.Enqueue(line);
            foreach ((string text, TaskCompletionSource<string> said) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal)) said.TrySetResult(line);
            }
        }
    }
}
