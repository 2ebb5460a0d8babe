namespace LoadProbe.Controller;

/// <summary>What came of looking through a whole audit.</summary>
/// <param name="Entries">So many fit.</param>
/// <param name="Checkpoints">So many fit.</param>
/// <param name="Last">The last entry that fits; null = there is none.</param>
/// <param name="Fault">What does not fit first, and where; null = all does.</param>
public sealed record AuditVerification(long Entries, int Checkpoints, AuditEntry? Last, string? Fault)
{
    private const int Page = 1_000;

    /// <summary>Looks through all entries in their order, and at what checkpoints say of them.</summary>
    public static async Task<AuditVerification> RunAsync(AuditTable table, IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken token)
    {
        ILookup<long, AuditCheckpoint> said = checkpoints.ToLookup(c => c.Number);
        AuditEntry? last = null;
        int fitting = 0;
        while (await table.AfterAsync(last?.Number ?? 0, Page, token).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (AuditEntry entry in page)
            {
                if (Misfit(entry, last, said[entry.Number]) is { } fault) return new AuditVerification(last?.Number ?? 0, fitting, last, fault);
                fitting += said[entry.Number].Count();
                last = entry;
            }
        }

        AuditCheckpoint? beyond = checkpoints.Where(c => c.Number > (last?.Number ?? 0)).MinBy(c => c.Number);
        return new AuditVerification(last?.Number ?? 0, fitting, last, beyond is null ? null : $"entry {beyond.Number} is gone, with all after it: the checkpoint of {beyond.At} says that it was there, and the audit ends with entry {last?.Number ?? 0}");
    }

    private static string? Misfit(AuditEntry entry, AuditEntry? last, IEnumerable<AuditCheckpoint> said)
    {
        long expected = (last?.Number ?? 0) + 1;
        if (entry.Number != expected) return $"entry {expected} is gone: entry {entry.Number} follows on entry {expected - 1}";
        string what = $"entry {entry.Number} ({entry.At.Rfc3339()}, {entry.Event.Who}: {entry.Event.Action} {entry.Event.About})";
        if (!entry.Follows(last?.Hash ?? AuditEntry.Root)) return $"{what} is not what was written: its hash does not fit its words and entry {entry.Number - 1}";
        return said.FirstOrDefault(c => c.Hash != entry.Hash) is { } other ? $"{what} is not what was written: the checkpoint of {other.At} has another hash of it, so that it or an entry before it was made anew" : null;
    }
}
