namespace LoadProbe.Pressure;

/// <summary>What the leases let through of a share: no more in a second than its part of the ceiling, and of what is due the part that guards allow.</summary>
/// <param name="lease">Where that is said; null = nowhere.</param>
/// <param name="ceiling">Null = there is none.</param>
internal sealed class ShareReins(LeaseHold? lease, ShareCeiling? ceiling)
{
    // Of the arrivals of a share every so many-th goes, so that none is chosen by chance.
    private double _owed;

    public static ShareReins None { get; } = new(null, null);

    /// <summary>The part that goes, 0 to 1.</summary>
    public double Part => lease?.Throttle ?? 1;

    /// <summary>Why the next arrival is not sent; null = it is. For one track, and one thread.</summary>
    public DropReason? Refusal()
    {
        _owed += Part;
        if (_owed < 1) return DropReason.Held;
        _owed -= 1;
        return CeilingRefusal();
    }

    /// <summary>The same, of users that go on: fewer of them are there, and each that is goes.</summary>
    public DropReason? CeilingRefusal() => ceiling?.TryTake() == false ? DropReason.Ceiling : null;
}
