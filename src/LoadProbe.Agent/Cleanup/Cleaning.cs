using System.Threading.Channels;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>Cleans up after a run: each entry of its outbox by a few cleaners at once, within the time for it.</summary>
/// <param name="scenario">The run's.</param>
/// <param name="file">What is to be done.</param>
/// <param name="egress">Where the agent may connect to; null = wherever the target says.</param>
/// <param name="secrets">Of this machine.</param>
/// <param name="time">The clock.</param>
internal sealed class Cleaning(Scenario scenario, OutboxFile file, Egress? egress, ISecretStore secrets, TimeProvider time)
{
    private const int AtOnce = 8;

    // As many in a row at the beginning say that the target takes none.
    private const int Hopeless = 2 * AtOnce;

    private readonly long _due = file.Left + file.Unreadable;
    private readonly long _begun = time.GetTimestamp();
    private readonly PressureMark? _mark = PressureMark.Of(scenario.Mark, file.Head.Run);
    private long _done, _failed;
    private string? _fault;
    private bool _isOver;

    /// <summary>How far it is; once over, with what was not even tried among what failed.</summary>
    public CleanupFigures Figures
    {
        get
        {
            long done = Volatile.Read(ref _done);
            string? fault = Volatile.Read(ref _fault) ?? (file.Unreadable > 0 ? $"{file.Unreadable} lines of {file.Path} cannot be read" : null);
            long failed = Volatile.Read(ref _isOver) ? _due - done : Volatile.Read(ref _failed);
            return new CleanupFigures(_due, done, failed, time.GetElapsedTime(_begun), failed == 0 ? null : fault ?? $"there was no time for it within {Durations.Text(scenario.After.CleanupWithin)}");
        }
    }

    /// <summary>Done when all entries are, or the time for it is over.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using var late = new CancellationTokenSource(scenario.After.CleanupWithin, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        Channel<OutboxEntry> entries = Channel.CreateBounded<OutboxEntry>(new BoundedChannelOptions(AtOnce) { SingleWriter = true });
        Task[] cleaners = [.. Enumerable.Range(0, (int)Math.Min(AtOnce, file.Left)).Select(_ => Task.Run(() => CleanAsync(entries.Reader, ending.Token), CancellationToken.None))];
        try
        {
            foreach (OutboxEntry entry in file.Entries()) await entries.Writer.WriteAsync(entry, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What is left is left.
        }

        entries.Writer.Complete();
        await Task.WhenAll(cleaners).ConfigureAwait(false);
        Volatile.Write(ref _isOver, true);
    }

    private async Task CleanAsync(ChannelReader<OutboxEntry> entries, CancellationToken token)
    {
        using var cleaner = new Cleaner(scenario, _mark, egress, secrets, time, token);
        await foreach (OutboxEntry entry in entries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (token.IsCancellationRequested || (Volatile.Read(ref _done) == 0 && Volatile.Read(ref _failed) >= Hopeless)) continue;
            string? fault = await cleaner.CleanAsync(entry).ConfigureAwait(false);
            if (fault is null) Done(entry);
            else if (!token.IsCancellationRequested) Fail(fault);
        }
    }

    private void Done(OutboxEntry entry)
    {
        Interlocked.Increment(ref _done);
        try
        {
            file.MarkDone(entry.Number);
        }
        catch (IOException)
        {
            // It may be done once more.
        }
    }

    private void Fail(string fault)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _fault, fault, null);
    }
}
