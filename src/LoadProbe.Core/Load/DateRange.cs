namespace LoadProbe.Core;

/// <summary>Days from one to another, both of them among these.</summary>
public readonly record struct DateRange(DateOnly From, DateOnly To)
{
    public bool Contains(DateOnly day) => day >= From && day <= To;
}
