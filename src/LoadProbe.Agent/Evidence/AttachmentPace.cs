namespace LoadProbe.Agent;

/// <summary>
/// Of which failed runs attachments are sent: of the first after one that passed, and then of one each minute. A probe that comes and goes
/// each second has a first one each other second: of those there are a few a minute.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class AttachmentPace(TimeProvider time)
{
    public static readonly TimeSpan Each = TimeSpan.FromMinutes(1);

    /// <summary>In one minute, of one probe.</summary>
    public const int MostFirsts = 6;

    private readonly Lock _turn = new();
    private readonly Dictionary<string, Past> _past = [];

    /// <summary>Takes note of a run, and says whether its attachments are sent.</summary>
    public bool Takes(string probe, Verdict verdict)
    {
        if (verdict == Verdict.Invalid) return false;
        lock (_turn)
        {
            if (!_past.TryGetValue(probe, out Past? past)) _past.Add(probe, past = new Past());
            bool isFirst = !past.IsFailing;
            past.IsFailing = verdict == Verdict.Fail;
            if (!past.IsFailing) return false;
            while (past.Sent.TryPeek(out long oldest) && time.GetElapsedTime(oldest) >= Each) past.Sent.Dequeue();
            if (past.Sent.Count >= (isFirst ? MostFirsts : 1)) return false;
            past.Sent.Enqueue(time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Only these probes are there.</summary>
    public void Keep(IReadOnlySet<string> probes)
    {
        lock (_turn)
        {
            foreach (string gone in _past.Keys.Where(p => !probes.Contains(p)).ToArray()) _past.Remove(gone);
        }
    }

    private sealed class Past
    {
        public bool IsFailing { get; set; }

        public Queue<long> Sent { get; } = new();
    }
}
