using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// One run of a program: in a session of its own, so that all it starts can be ended with it; in an empty folder, with an
/// environment of its own. What leaves the session, as daemons do, is not followed.
/// </summary>
internal sealed class ProgramRun(ProgramStep step, string path, Variables variables, TimeProvider time)
{
    // For what somebody that left the session still holds open.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    public EndOfText Output { get; } = new();

    public EndOfText Errors { get; } = new();

    /// <summary>Bytes it was given to read.</summary>
    public long Given { get; private set; }

    /// <summary>How it ended: 128 and the number of the signal, when one ended it.</summary>
    public int Code { get; private set; }

    /// <summary>Runs it to its end, or to that of the token, when it is ended by us. Throws <see cref="DialException"/> when it cannot be started.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-program-").FullName;
        try
        {
            using var process = new Process { StartInfo = Start(folder) };
            try
            {
                process.Start();
            }
            catch (Win32Exception e)
            {
                throw new DialException(Outcome.AgentFault, $"{path} cannot be started: {e.Message}", e);
            }

            await EndAsync(process, token).ConfigureAwait(false);
        }
        finally
        {
            Remove(folder);
        }

        if (Code is 126 or 127 && Encoding.UTF8.GetString(Errors.Kept.Span) is { } said && said.StartsWith("setsid: ", StringComparison.Ordinal)) throw new DialException(Outcome.ProgramMissing, $"{path} cannot be started: {OneLine.Of(said["setsid: ".Length..])}");
    }

    private async Task EndAsync(Process process, CancellationToken token)
    {
        using var reading = new CancellationTokenSource();
        Task talk = Task.WhenAll(
            Output.ReadAsync(process.StandardOutput.BaseStream, reading.Token),
            Errors.ReadAsync(process.StandardError.BaseStream, reading.Token),
            GiveAsync(process.StandardInput.BaseStream, reading.Token));
        try
        {
            await process.WaitForExitAsync(token).ConfigureAwait(false);
        }
        finally
        {
            // Also when it ended by itself: what it left behind would go on without anybody's knowledge.
            ProgramCalls.EndGroup(process.Id);
            // It may not have a group of its own yet.
            if (!process.HasExited) process.Kill();
            await Task.WhenAny(talk, Task.Delay(LastWords, time, CancellationToken.None)).ConfigureAwait(false);
            await reading.CancelAsync().ConfigureAwait(false);
            await talk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Code = process.ExitCode;
    }

    private async Task GiveAsync(Stream stream, CancellationToken token)
    {
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                if (step.Input is null) return;
                byte[] text = Encoding.UTF8.GetBytes(step.Input.Resolve(variables));
                await stream.WriteAsync(text, token).ConfigureAwait(false);
                Given = text.Length;
            }
        }
        catch (IOException)
        {
            // It does not want to read all of it.
        }
    }

    private ProcessStartInfo Start(string folder)
    {
        var start = new ProcessStartInfo(ProgramFolders.Session) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(path);
        foreach (Template argument in step.Arguments) start.ArgumentList.Add(argument.Resolve(variables));
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = folder;
        start.Environment["LANG"] = "C.UTF-8";
        foreach ((string name, Template value) in step.Environment) start.Environment[name] = value.Resolve(variables);
        return start;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What left the session may still write there; it is in the system's folder for such files.
        }
    }
}
