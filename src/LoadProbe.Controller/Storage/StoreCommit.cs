namespace LoadProbe.Controller;

/// <summary>A batch that a store has committed, by what was in it.</summary>
/// <param name="Results">Results of probes.</param>
/// <param name="Snapshots">Seconds of agents in runs.</param>
/// <param name="Runs">States of runs.</param>
/// <param name="Took">From the first attempt on.</param>
/// <param name="At">When it was done.</param>
public sealed record StoreCommit(int Results, int Snapshots, int Runs, TimeSpan Took, DateTimeOffset At)
{
    /// <summary>Null when nothing in the batch was written.</summary>
    internal static StoreCommit? Of(IReadOnlyList<WriteQueue.Waiting> batch, TimeSpan took, DateTimeOffset at)
    {
        object?[] rows = [.. batch.Where(w => !w.IsRefused).Select(w => w.Row)];
        var commit = new StoreCommit(rows.Count(r => r is ResultRow), rows.Count(r => r is SnapshotRow), rows.Count(r => r is RunRow), took, at);
        return commit.Results + commit.Snapshots + commit.Runs == 0 ? null : commit;
    }
}
