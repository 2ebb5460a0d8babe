namespace LoadProbe.Controller;

/// <summary>What came of an attempt to tell a receiver.</summary>
/// <param name="Fault">What went wrong, for a person; null = it was told.</param>
/// <param name="IsFinal">It will never take this one: trying again is of no use.</param>
internal readonly record struct Delivery(string? Fault, bool IsFinal)
{
    public static Delivery Done { get; } = new(null, true);

    public static Delivery Failed(string fault) => new(fault, false);

    public static Delivery Refused(string fault) => new(fault, true);

    /// <summary>Its word in metrics.</summary>
    public string Outcome => Fault is null ? "ok" : IsFinal ? "refused" : "failed";
}
