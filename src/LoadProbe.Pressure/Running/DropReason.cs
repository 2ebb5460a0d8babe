namespace LoadProbe.Pressure;

/// <summary>Why an arrival was not sent; <see cref="DropCounts"/> has what each means.</summary>
internal enum DropReason : byte
{
    Cap,
    Saturated,
    Guard,
    Lease,
    Ceiling,
    Held,
}
