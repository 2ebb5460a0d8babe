using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>Work with a store that is done again and again until it is closed.</summary>
internal sealed class Recurring : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Func<CancellationToken, Task> _work;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly Task _working;

    public Recurring(Func<CancellationToken, Task> work, TimeSpan every, TimeProvider time)
    {
        (_work, _every, _time) = (work, every, time);
        _working = WorkAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                // A pause and no beat: a clock that leaps by a day makes it be done once and not for each second of the day.
                await Task.Delay(_every, _time, _end.Token).ConfigureAwait(false);
                await TryWorkAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Closed; what is left is done when the store is open again.
        }
    }

    private async Task TryWorkAsync()
    {
        try
        {
            await _work(_end.Token).ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The database is away or busy: nothing is lost by waiting once more.
        }
    }
}
