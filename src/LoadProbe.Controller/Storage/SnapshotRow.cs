namespace LoadProbe.Controller;

/// <summary>A second of an agent in a run as a store keeps it: its counts for whoever asks in SQL, times in microseconds, and all of it.</summary>
/// <param name="Taken">By the run's own name and the snapshot's place in it, so that it is the same whenever it is told.</param>
/// <param name="Body">The snapshot itself, see <see cref="StoredJson"/>.</param>
internal sealed record SnapshotRow(string Run, string Agent, int Number, long At, long Due, long Sent, long Dropped, long Completed, long Failed, long Taken, byte[] Body)
{
    public static SnapshotRow Of(string run, Snapshot snapshot, DateTimeOffset now)
    {
        ArrivalCounts arrivals = snapshot.Arrivals;
        return new(run, snapshot.Agent, snapshot.Number, Micros.Of(snapshot.At), arrivals.Due, arrivals.Sent, arrivals.Dropped, arrivals.Completed, arrivals.Failed,
            Micros.Of((RunId.Made(run) ?? now) + snapshot.At), StoredJson.Write(snapshot));
    }
}
