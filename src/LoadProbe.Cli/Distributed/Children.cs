using System.Diagnostics;
using System.Threading.Channels;

namespace LoadProbe.Cli;

/// <summary>
/// The programs that this one has started: they end with it, also when it is killed. For the system it is the thread that
/// started a program whose end is the parent's, so one thread starts them all and lives as long as they do.
/// </summary>
internal sealed class Children : IAsyncDisposable
{
    private const int MostWaiting = 16;
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(2);

    private readonly Channel<(string Name, ProcessStartInfo Start, TaskCompletionSource<Child> Started)> _orders =
        Channel.CreateBounded<(string, ProcessStartInfo, TaskCompletionSource<Child>)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly List<(Child Child, int Signal)> _all = [];
    private readonly string _setpriv;
    private readonly Thread _parent;

    public Children(string setpriv)
    {
        _setpriv = setpriv;
        _parent = new Thread(Work) { IsBackground = true, Name = "parent" };
        _parent.Start();
    }

    /// <param name="name">For people.</param>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="signal">The one by which it is asked to end.</param>
    /// <param name="user">As whom; null = as this one.</param>
    /// <param name="environment">What it gets beside this one's.</param>
    public async Task<Child> StartAsync(string name, string program, IEnumerable<string> arguments, int signal = Signals.Terminate, string? user = null, params (string Name, string Value)[] environment)
    {
        string[] whose = user is null ? [] : [$"--reuid={user}", $"--regid={user}", "--init-groups"];
        var start = new ProcessStartInfo(_setpriv, [.. whose, "--pdeathsig", signal == Signals.Interrupt ? "INT" : "TERM", program, .. arguments]);
        // PostgreSQL looks at where it stands.
        if (user is not null) start.WorkingDirectory = "/";
        foreach ((string variable, string value) in environment) start.Environment[variable] = value;
        var started = new TaskCompletionSource<Child>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _orders.Writer.WriteAsync((name, start, started));
        Child child = await started.Task;
        _all.Add((child, signal));
        return child;
    }

    /// <summary>Runs a program to its end; an <see cref="IOException"/> with what it said when that is not a good one.</summary>
    public async Task RunAsync(string name, string program, IEnumerable<string> arguments, string? user, TimeSpan within, CancellationToken stop)
    {
        Child child = await StartAsync(name, program, arguments, user: user);
        if (await child.EndedAsync(within, stop) is not 0 and int code) throw new IOException($"{name} ended with {code}:\n{string.Join('\n', child.Lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        // Those that were started last need the others.
        foreach ((Child child, int signal) in Enumerable.Reverse(_all)) child.Ask(signal);
        using var late = new CancellationTokenSource(EndsWithin, TimeProvider.System);
        foreach ((Child child, _) in Enumerable.Reverse(_all))
        {
            try
            {
                await child.EndedAsync(EndsWithin, late.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException)
            {
                child.Kill();
            }

            child.Dispose();
        }

        _orders.Writer.TryComplete();
        _parent.Join();
    }

    private void Work()
    {
        while (_orders.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_orders.Reader.TryRead(out var order))
            {
                try
                {
                    order.Started.SetResult(Child.Start(order.Name, order.Start));
                }
                catch (System.ComponentModel.Win32Exception e)
                {
                    order.Started.SetException(new IOException($"{order.Name} cannot be started: {e.Message}", e));
                }
            }
        }
    }
}
