namespace LoadProbe.Pressure;

/// <summary>The plan of one track: the scenario's own, or, in a search for the limit, what the leases say of it so far.</summary>
internal sealed class LeasedPlan(LoadPlan own, bool leased, LeaseHold lease)
{
    private IReadOnlyList<LoadPhase>? _load;
    private volatile LoadPlan _plan = own;

    /// <summary>As it is known now. Any of its arrivals that has come due stays as it was.</summary>
    public LoadPlan Now()
    {
        if (!leased || lease.Current?.Load is not { } load || ReferenceEquals(load, _load)) return _plan;
        _load = load;
        return _plan = new LoadPlan(load);
    }

    /// <summary>Nothing will follow what is known.</summary>
    public bool IsWhole => !leased || lease.Current is { More: false, Load: not null };
}
