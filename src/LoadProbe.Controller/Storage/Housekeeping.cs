using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>Tidies a store each minute until it is closed.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _end = new();
    private readonly Func<CancellationToken, Task> _tidy;
    private readonly Task _tidying;

    public Housekeeping(Func<CancellationToken, Task> tidy, TimeProvider time)
    {
        _tidy = tidy;
        _tidying = TidyAsync(new PeriodicTimer(Every, time));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _tidying.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task TidyAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false)) await TryTidyAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // Closed; what is left is tidied when the store is open again.
            }
        }
    }

    private async Task TryTidyAsync()
    {
        try
        {
            await _tidy(_end.Token).ConfigureAwait(false);
        }
        catch (DbException)
        {
            // The database is away or busy: nothing is lost by a minute more.
        }
    }
}
