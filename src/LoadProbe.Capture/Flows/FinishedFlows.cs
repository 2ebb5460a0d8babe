namespace LoadProbe.Capture;

/// <summary>Conversations that ended or gave way, at most <see cref="FlowOptions.Finished"/> of them; the others are counted.</summary>
internal sealed class FinishedFlows(FlowOptions options)
{
    private readonly Queue<(long Number, FlowSummary Flow)> plain = [], troubled = [];

    public long Forgotten { get; private set; }

    public IEnumerable<(long Number, FlowSummary Flow)> All => plain.Concat(troubled);

    /// <summary>Takes a conversation as it was at the time of the capture's latest packet.</summary>
    public void Add(Flow flow, long latest)
    {
        bool isPlain = options.KeepsLatest || flow.IsPlain(latest);
        if (plain.Count + troubled.Count >= options.Finished)
        {
            Forgotten++;
            if (plain.Count == 0 || (isPlain && !options.KeepsLatest)) return;
            plain.Dequeue();
        }
        (isPlain ? plain : troubled).Enqueue((flow.Number, flow.Summarize(latest)));
    }
}
