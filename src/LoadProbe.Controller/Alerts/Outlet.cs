using System.Data.Common;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// One receiver, or one address of it: decides each second what it is to be told, keeps that in the store, and tells it, one notification
/// after the other. A receiver that is away keeps nobody else waiting.
/// </summary>
internal sealed class Outlet : IAsyncDisposable
{
    /// <summary>How many notifications wait for a receiver that is away.</summary>
    public const int Room = 1_000;

    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);

    private readonly OutletBook _book;
    private readonly Func<AlertView?> _view;
    private readonly AlertMetrics _metrics;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly Recurring _working;
    private volatile OutletEnd _end;
    private int _failures;
    private long _failed;

    public Outlet(OutletEnd end, OutletBook book, Func<AlertView?> view, AlertMetrics metrics, Action<string> tell, TimeProvider time)
    {
        (_end, _book, _view, _metrics, _tell, _time) = (end, book, view, metrics, tell, time);
        metrics.Has(end.Id);
        _working = new Recurring(WorkAsync, Each, time);
    }

    /// <summary>The same receiver, as other definitions have it.</summary>
    public void Use(OutletEnd end) => _end = end;

    /// <summary>Tells no more. What waits is told by whoever leads next.</summary>
    public async ValueTask DisposeAsync()
    {
        await _working.DisposeAsync().ConfigureAwait(false);
        _metrics.Forget(_end.Id);
    }

    private async Task WorkAsync(CancellationToken token)
    {
        if (_view() is not { } view) return;
        OutletEnd end = _end;
        await _book.OpenAsync(token).ConfigureAwait(false);
        int dropped = await _book.DecideAsync(view, end, _time.GetUtcNow(), token).ConfigureAwait(false);
        for (int i = 0; i < dropped; i++) _metrics.Dropped(end.Id, "full");
        if (dropped > 0) _tell($"alerts: {end.Id} is away, and {dropped} of the notifications for it are dropped: no more than {Room} wait");
        await SaveAsync(token).ConfigureAwait(false);
        await TellAsync(view.Rules, end, token).ConfigureAwait(false);
        _metrics.Waiting(end.Id, _book.Waiting);
    }

    private async Task TellAsync(AlertRules rules, OutletEnd end, CancellationToken token)
    {
        while (_book.Next() is { } next)
        {
            if (_failures > 0 && _time.GetElapsedTime(_failed) < Pause) return;
            Delivery delivery = await end.Send(next, rules, token).ConfigureAwait(false);
            _metrics.Sent(end.Id, delivery.Outcome);
            if (delivery is { Fault: { } fault, IsFinal: false })
            {
                if (_failures++ == 0) _tell($"alerts: {end.Id} {fault}; it is tried again until it is told");
                _failed = _time.GetTimestamp();
                return;
            }

            if (_failures > 0 && delivery.Fault is null) _tell($"alerts: {end.Id} is told again");
            _failures = 0;
            if (delivery.Fault is { } refused)
            {
                _metrics.Dropped(end.Id, "refused");
                _tell($"alerts: {end.Id} {refused}; it is not told of {NotificationText.Title(next)}");
            }

            _book.Done(next);
            // What was told is kept even by whoever has to stop now: the next would tell it again.
            await SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private TimeSpan Pause => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_failures, 10) - 1)));

    private async Task SaveAsync(CancellationToken token)
    {
        try
        {
            await _book.SaveAsync(token).ConfigureAwait(false);
        }
        catch (DbException)
        {
            // Receivers are told while the store is away too; it has what became of it when it is there again.
        }
    }
}
