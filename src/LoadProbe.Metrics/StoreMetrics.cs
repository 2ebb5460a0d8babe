using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>The families of a controller's store.</summary>
public sealed class StoreMetrics
{
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Gauge _up, _waiting, _lastCommit;
    private readonly Counter _rows, _dropped, _attachments;
    private readonly Histogram _commit;

    internal StoreMetrics(MetricFactory factory)
    {
        _up = factory.CreateGauge("loadprobe_store_up", "1 when the database has just answered, 0 when it has not within a second.");
        _rows = factory.CreateCounter("loadprobe_store_rows_total", "Rows committed by kind: result, snapshot, run.", "kind");
        _waiting = factory.CreateGauge("loadprobe_store_waiting_rows", "Rows that wait to be written.");
        _dropped = factory.CreateCounter("loadprobe_store_dropped_rows_total", "Rows that are lost: too many waited, or the database refused them.");
        _commit = factory.CreateHistogram("loadprobe_store_commit_duration_seconds", "How long a batch took to be committed, from the first attempt on.", [], new HistogramConfiguration { Buckets = Buckets });
        _lastCommit = factory.CreateGauge("loadprobe_store_last_commit_timestamp_seconds", "When the last batch was committed; absent before the first.");
        _attachments = factory.CreateCounter("loadprobe_store_attachment_parts_total", "Parts of what was seen in failed runs by what became of them: stored; dropped, they are lost; late, they come again.", "outcome");
        _lastCommit.Unpublish();
        foreach (string kind in (string[])["result", "snapshot", "run"]) _rows.WithLabels(kind).Inc(0);
        foreach (string outcome in (string[])["stored", "dropped", "late"]) _attachments.WithLabels(outcome).Inc(0);
    }

    /// <summary>A batch is committed.</summary>
    public void Committed(int results, int snapshots, int runs, TimeSpan took, DateTimeOffset at)
    {
        foreach ((string kind, int count) in ((string, int)[])[("result", results), ("snapshot", snapshots), ("run", runs)]) _rows.WithLabels(kind).Inc(count);
        _commit.Observe(took.TotalSeconds);
        _lastCommit.Set(at.ToUnixTimeMilliseconds() / 1000.0);
        _lastCommit.Publish();
    }

    /// <param name="outcome">stored, dropped or late.</param>
    public void AttachmentPart(string outcome) => _attachments.WithLabels(outcome).Inc();

    /// <param name="answers">Whether the database answers.</param>
    /// <param name="waiting">Rows that are to be written.</param>
    /// <param name="dropped">Rows lost so far.</param>
    public void Set(bool answers, int waiting, long dropped)
    {
        _up.Set(answers ? 1 : 0);
        _waiting.Set(waiting);
        _dropped.IncTo(dropped);
    }
}
