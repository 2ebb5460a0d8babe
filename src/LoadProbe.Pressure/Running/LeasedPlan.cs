namespace LoadProbe.Pressure;

/// <summary>The plan of one track: the scenario's own, or what the leases say of it so far.</summary>
/// <param name="own">The scenario's.</param>
/// <param name="only">It is the only track: leases may say another load.</param>
/// <param name="lease">Where they are.</param>
internal sealed class LeasedPlan(LoadPlan own, bool only, LeaseHold lease)
{
    private readonly bool _searches = own.Search is not null;
    private IReadOnlyList<LoadPhase>? _load;
    private volatile LoadPlan _plan = own;

    /// <summary>As it is known now. Any of its arrivals that has come due stays as it was.</summary>
    public LoadPlan Now()
    {
        if (!(only || _searches) || lease.Current?.Load is not { } load || ReferenceEquals(load, _load)) return _plan;
        _load = load;
        return _plan = new LoadPlan(load);
    }

    /// <summary>Nothing will follow what is known.</summary>
    public bool IsWhole => lease.Current is { Load: not null } current ? !current.More : !_searches;
}
