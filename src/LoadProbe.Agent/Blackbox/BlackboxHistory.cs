namespace LoadProbe.Agent;

/// <summary>One answer to /probe, as it is shown later.</summary>
public sealed record BlackboxRun(long Id, bool Success, BlackboxAnswer Answer);

/// <summary>The last answers, and beyond those the last that failed.</summary>
public sealed class BlackboxHistory
{
    /// <summary>Of either.</summary>
    public const int Most = 100;

    private readonly Lock _lock = new();
    private readonly Queue<BlackboxRun> _last = new();
    private readonly Queue<BlackboxRun> _failed = new();
    private long _next;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<BlackboxRun> All
    {
        get
        {
            lock (_lock) return [.. _failed, .. _last];
        }
    }

    public void Add(bool success, BlackboxAnswer answer)
    {
        lock (_lock)
        {
            _last.Enqueue(new BlackboxRun(_next++, success, answer));
            if (_last.Count <= Most) return;
            BlackboxRun gone = _last.Dequeue();
            if (gone.Success) return;
            _failed.Enqueue(gone);
            if (_failed.Count > Most) _failed.Dequeue();
        }
    }

    /// <summary>Null when it is forgotten, or never was.</summary>
    public BlackboxRun? Find(long id) => All.FirstOrDefault(r => r.Id == id);
}
