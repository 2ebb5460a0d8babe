using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LoadProbe.Capture.Tests;

/// <summary>A network of its own: one thread is moved into it, and what is opened or started there belongs to it.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x4000_0000;
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    private NetworkNamespace()
    {
        thread = new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable()) action();
        }) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Null where this machine makes none.</summary>
    public static NetworkNamespace? TryMake()
    {
        var made = new NetworkNamespace();
        if (made.Run(() => Unshare(NewNetwork)) == 0) return made;
        made.Dispose();
        return null;
    }

    public T Run<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    public Process Start(string program, params string[] arguments) =>
        Run(() => Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);

    public void Shell(string commands)
    {
        using Process process = Start("sh", "-ec", commands);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
