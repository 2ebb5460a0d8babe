namespace LoadProbe.Controller;

/// <summary>
/// Which attachments are kept: of each agent that an incident was seen from those of its first and of its newest failed run, and while the
/// incident is open those of a few before the newest. What is of no incident waits a day for one that opens late.
/// </summary>
internal static class AttachmentRetention
{
    /// <summary>Of all of them together.</summary>
    public const int Most = 20_000;

    /// <summary>Of each agent while its incident is open: the newest runs that had any, beside the first.</summary>
    public const int NewestRuns = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Those that are kept no longer.</summary>
    /// <param name="all">All that there are.</param>
    /// <param name="incidents">Those that any of them may be of.</param>
    public static IEnumerable<StoredAttachment> Over(IReadOnlyList<StoredAttachment> all, IReadOnlyList<Incident> incidents, Retention retention, DateTimeOffset now)
    {
        ILookup<string, Incident> of = incidents.ToLookup(i => i.Probe);
        (StoredAttachment Attachment, Incident? Incident)[] placed = [.. all.Select(a => (a, of[a.Probe].FirstOrDefault(i => IsOf(a, i))))];
        Dictionary<(Guid?, string, Guid), bool> runs = placed.Where(p => p.Incident is not null && p.Attachment.IsWhole).GroupBy(p => (p.Incident!.Id, p.Attachment.Agent)).SelectMany(Runs).ToDictionary(r => r.Run, r => r.IsEnd);
        var staying = new List<(int Worth, StoredAttachment Attachment)>();
        foreach ((StoredAttachment attachment, Incident? incident) in placed)
        {
            bool isLate = runs.TryGetValue((incident?.Id, attachment.Agent, attachment.Result), out bool isEnd);
            bool stays = !attachment.IsWhole ? now - attachment.Stored < Patience
                : incident is null ? now - attachment.Stored < retention.Unclaimed
                : incident.Closed is { } closed ? isEnd && now - closed < retention.Evidence : isLate;
            if (stays) staying.Add((incident is null ? 0 : isEnd ? 2 : 1, attachment));
            else yield return attachment;
        }

        long bytes = staying.Sum(s => s.Attachment.Size);
        int count = staying.Count;
        foreach ((_, StoredAttachment attachment) in staying.OrderBy(s => s.Worth).ThenBy(s => s.Attachment.At))
        {
            if (bytes <= retention.AttachmentBytes && count <= Most) break;
            bytes -= attachment.Size;
            count--;
            yield return attachment;
        }
    }

    /// <summary>Whether an attachment is of an incident: seen by one of its agents while it lasted.</summary>
    public static bool IsOf(StoredAttachment attachment, Incident incident) =>
        attachment.Probe == incident.Probe && incident.Agents.Contains(attachment.Agent) && Micros.Of(attachment.At) >= Micros.Of(incident.First.At) && attachment.At <= Until(incident);

    /// <summary>When the newest run of an incident may have started.</summary>
    public static DateTimeOffset Until(Incident incident) => incident.Closed is not { } closed ? DateTimeOffset.MaxValue : closed > incident.Last.At ? closed : incident.Last.At;

    // Those that stay while the incident is open, and whether they do after it as well.
    private static IEnumerable<((Guid?, string, Guid) Run, bool IsEnd)> Runs(IGrouping<(Guid Id, string Agent), (StoredAttachment Attachment, Incident? Incident)> seen)
    {
        Guid[] all = [.. seen.Select(s => s.Attachment).OrderBy(a => a.At).Select(a => a.Result).Distinct()];
        return all.Index().Where(r => r.Index == 0 || r.Index >= all.Length - NewestRuns).Select(r => (((Guid?)seen.Key.Id, seen.Key.Agent, r.Item), r.Index == 0 || r.Index == all.Length - 1));
    }
}
