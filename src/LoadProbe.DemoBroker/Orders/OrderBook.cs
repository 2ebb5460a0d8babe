using System.Collections.Concurrent;

namespace LoadProbe.DemoBroker;

/// <summary>The orders kept in memory: all open ones, the newest closed ones, and the newest of each customer.</summary>
internal sealed class OrderBook
{
    public const int Newest = 50;
    private const int MostOpen = 50_000;
    private const int MostClosed = 20_000;

    private readonly ConcurrentDictionary<string, Order> orders = new();
    private readonly ConcurrentDictionary<string, Queue<Order>> newest = new();
    private readonly ConcurrentQueue<Order> closed = new();
    private int open;

    /// <summary>Takes a place for an order to come; false when the book is full.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref open) <= MostOpen)
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

    public Order? Find(string user, string id) => orders.TryGetValue(id, out var order) && order.User == user ? order : null;

    /// <summary>The customer's newest orders, newest first.</summary>
    public IReadOnlyList<Order> NewestOf(string user)
    {
        if (!newest.TryGetValue(user, out var own))
            return [];
        lock (own)
            return [.. own.Reverse()];
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
