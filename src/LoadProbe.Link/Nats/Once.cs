namespace LoadProbe.Link;

/// <summary>Whether something was seen before, among the newest so many.</summary>
internal sealed class Once(int most)
{
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = new();

    /// <summary>True the first time.</summary>
    public bool Add(string id)
    {
        if (!_seen.Add(id)) return false;
        _order.Enqueue(id);
        if (_order.Count > most) _seen.Remove(_order.Dequeue());
        return true;
    }
}
