namespace LoadProbe.Controller;

/// <summary>All results of a probe against a target on an agent that started in one minute or hour.</summary>
/// <param name="Count">All of them, passed ones too.</param>
/// <param name="Duration">Of all of them; merges with others by addition, so that percentiles are those of all values.</param>
/// <param name="Outcomes">How many ended how, by the outcome's word; those of a store from before it knew are missing.</param>
public sealed record RollUp(string Probe, string Agent, string Target, DateTimeOffset Start, long Count, long Failed, long Invalid, PackedHistogram Duration, IReadOnlyDictionary<string, long> Outcomes);
