namespace LoadProbe.Link;

/// <summary>What was handed over, among the newest so many, and whether it is in safe hands yet.</summary>
internal sealed class Handed(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _stored = [];
    private readonly Queue<string> _order = new();

    /// <summary>Null the first time; after that whether it is in safe hands.</summary>
    public bool? Take(string id)
    {
        lock (_lock)
        {
            if (_stored.TryGetValue(id, out bool stored)) return stored;
            _stored.Add(id, false);
            _order.Enqueue(id);
            if (_order.Count > most) _stored.Remove(_order.Dequeue());
            return null;
        }
    }

    public void Stored(string id)
    {
        lock (_lock)
        {
            if (_stored.ContainsKey(id)) _stored[id] = true;
        }
    }

    /// <summary>It is to come once more. Its place in the order goes with time.</summary>
    public void Forget(string id)
    {
        lock (_lock) _stored.Remove(id);
    }
}
