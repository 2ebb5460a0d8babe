namespace LoadProbe.Agent;

/// <summary>A journey that is about to write: what it takes to clean up after it.</summary>
/// <param name="Number">Its place in the outbox.</param>
/// <param name="Journey">The journey's name.</param>
/// <param name="Run">Which run of it this is: for an arrival, its number.</param>
/// <param name="Values">The variables that the cleanup asks for, the key among them.</param>
internal sealed record OutboxEntry(long Number, string Journey, long Run, IReadOnlyDictionary<string, string> Values);
