using System.Collections.Concurrent;

namespace LoadProbe.DemoBroker;

/// <summary>The orders kept in memory: all open ones, the newest closed ones, and the newest of each customer.</summary>
/// <param name="mostOpen">How many orders may be open.</param>
internal sealed class OrderBook(int mostOpen)
{
    public const int Newest = 50;
    private const int MostClosed = 20_000;

    private readonly ConcurrentDictionary<string, Order> orders = new();
    private readonly ConcurrentDictionary<string, Queue<Order>> newest = new();
    private readonly ConcurrentQueue<Order> closed = new();
    private int open;

    /// <summary>Takes a place for an order to come; false when the book is full.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref open) <= mostOpen)
            return true;
        Release();
        return false;
    }

    /// <summary>Gives back the place of an order that did not come about.</summary>
    public void Release() => Interlocked.Decrement(ref open);

    public void Add(Order order)
    {
        orders[order.Id] = order;
        var own = newest.GetOrAdd(order.User, _ => new Queue<Order>(Newest + 1));
        lock (own)
        {
            own.Enqueue(order);
            if (own.Count > Newest)
                own.Dequeue();
        }
    }

    /// <param name="run">The run whose shadow is looked into, if any.</param>
    public Order? Find(string user, string id, string? run) =>
        orders.TryGetValue(id, out var order) && order.User == user && order.Run == run ? order : null;

    /// <summary>The customer's newest orders, newest first; of them those of the run whose shadow is looked into, if any.</summary>
    public IReadOnlyList<Order> NewestOf(string user, string? run)
    {
        if (!newest.TryGetValue(user, out var own))
            return [];
        lock (own)
            return [.. own.Where(order => order.Run == run).Reverse()];
    }

    /// <summary>The order is booked; the oldest of the closed ones may leave for the ledger alone.</summary>
    public void Closed(Order order)
    {
        order.Booked();
        Release();
        closed.Enqueue(order);
        while (closed.Count > MostClosed && closed.TryDequeue(out var oldest))
            orders.TryRemove(oldest.Id, out _);
    }
}
