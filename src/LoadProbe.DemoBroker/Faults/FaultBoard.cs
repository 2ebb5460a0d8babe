namespace LoadProbe.DemoBroker;

/// <summary>The faults in force, at most one record a service; setting one replaces the service's former.</summary>
internal sealed class FaultBoard(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly ActiveFault?[] active = new ActiveFault?[Enum.GetValues<BrokerService>().Length];

    public ActiveFault? On(BrokerService service) => Volatile.Read(ref active[(int)service]);

    public IReadOnlyList<Fault> InForce() => [.. Enum.GetValues<BrokerService>().Select(On).OfType<ActiveFault>().Select(f => f.Fault)];

    public void Set(Fault fault)
    {
        var next = new ActiveFault(fault);
        lock (gate)
        {
            active[(int)fault.Service]?.End();
            active[(int)fault.Service] = next;
            if (fault.For is { } span)
                next.Expiry = time.CreateTimer(_ => Expire(next), null, span, Timeout.InfiniteTimeSpan);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            foreach (var fault in active)
                fault?.End();
            Array.Clear(active);
        }
    }

    private void Expire(ActiveFault fault)
    {
        lock (gate)
        {
            ref var slot = ref active[(int)fault.Fault.Service];
            if (ReferenceEquals(slot, fault))
                slot = null;
            fault.End();
        }
    }
}
