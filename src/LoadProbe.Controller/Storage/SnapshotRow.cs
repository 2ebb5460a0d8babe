namespace LoadProbe.Controller;

/// <summary>A second of an agent in a run as a store keeps it; its times in microseconds, its histograms packed.</summary>
/// <param name="Taken">By the run's own name and the snapshot's place in it, so that it is the same whenever it is told.</param>
internal sealed record SnapshotRow(string Run, string Agent, int Number, long At, long Due, long Sent, long Dropped, long Completed, long Failed, byte[] Response, byte[] Service, byte[] Lateness, long Taken)
{
    public static SnapshotRow Of(string run, Snapshot snapshot, DateTimeOffset now)
    {
        ArrivalCounts arrivals = snapshot.Arrivals;
        return new(run, snapshot.Agent, snapshot.Number, Micros.Of(snapshot.At), arrivals.Due, arrivals.Sent, arrivals.Dropped, arrivals.Completed, arrivals.Failed,
            snapshot.Response.Bytes.ToArray(), snapshot.Service.Bytes.ToArray(), snapshot.Lateness.Bytes.ToArray(), Micros.Of((RunId.Made(run) ?? now) + snapshot.At));
    }
}
