using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>
/// Stands for leadership as long as it runs. Of the controllers on one store one leads, by a row that it renews each second; the
/// others stand by, and one of them leads a few seconds after it has stopped to.
/// </summary>
/// <param name="name">Of this controller, unlike any other.</param>
/// <param name="tell">Told when leadership is won or lost, or the store cannot say.</param>
public sealed class Candidacy(Leadership leadership, string name, TimeProvider time, Action<string> tell)
{
    /// <summary>How long a leader that says nothing more is believed to lead.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(500);

    // By the own clock, from before the question: a second before anyone else may begin.
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(4);

    private string? _said;

    /// <param name="lead">Leads in this epoch until it is told that it does no more; it is waited for.</param>
    /// <param name="stop">Ends it; leadership is given up, so that another need not wait.</param>
    public async Task RunAsync(Func<long, CancellationToken, Task> lead, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long asked = time.GetTimestamp();
            if (await AskAsync(t => leadership.TryLeadAsync(name, Life, t), Sure, stop).ConfigureAwait(false) is { } epoch) await LeadAsync(epoch, asked, lead, stop).ConfigureAwait(false);
            else await Task.Delay(TryEvery, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LeadAsync(long epoch, long asked, Func<long, CancellationToken, Task> lead, CancellationToken stop)
    {
        Say($"leads, epoch {epoch}");
        using var term = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task leading = lead(epoch, term.Token);
        bool lost = await RenewAsync(epoch, asked, leading, stop).ConfigureAwait(false);
        await term.CancelAsync().ConfigureAwait(false);
        await leading.ConfigureAwait(false);
        await AskAsync(async t =>
        {
            await leadership.ResignAsync(name, epoch, t).ConfigureAwait(false);
            return (long?)epoch;
        }, RenewEvery, CancellationToken.None).ConfigureAwait(false);
        Say(lost ? $"leads no more: epoch {epoch} is lost" : $"gave up leadership of epoch {epoch}");
    }

    /// <summary>True when leadership was lost, false when it is to be given up.</summary>
    private async Task<bool> RenewAsync(long epoch, long asked, Task leading, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(RenewEvery, time);
        while (!stop.IsCancellationRequested && !leading.IsCompleted)
        {
            TimeSpan left = Sure - time.GetElapsedTime(asked);
            if (left <= TimeSpan.Zero) return true;
            long now = time.GetTimestamp();
            bool? renewed = await AskAsync(async t => (bool?)await leadership.RenewAsync(name, epoch, Life, t).ConfigureAwait(false), left, stop).ConfigureAwait(false);
            if (renewed == false) return true;
            if (renewed == true) asked = now;
            await Task.WhenAny(tick.WaitForNextTickAsync(stop).AsTask(), leading).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Null when the store does not answer.</summary>
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T?>> ask, TimeSpan within, CancellationToken stop)
        where T : struct
    {
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            // What does not heed the token is not waited for.
            return await ask(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or OperationCanceledException)
        {
            if (e is not OperationCanceledException) Say($"the store cannot say who leads: {e.Message}");
            return null;
        }
    }

    private void Say(string what)
    {
        if (_said == what) return;
        _said = what;
        tell(what);
    }
}
