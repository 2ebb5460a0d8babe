namespace LoadProbe.Controller;

/// <summary>
/// Which attachments are kept: of each agent that an incident was seen from those of its first and of its newest failed run, and while the
/// incident is open those between. What is of no incident waits a day for one that opens late.
/// </summary>
internal static class AttachmentRetention
{
    /// <summary>Of all of them together.</summary>
    public const int Most = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Those that are kept no longer.</summary>
    /// <param name="all">All that there are.</param>
    /// <param name="incidents">Those that any of them may be of.</param>
    public static IEnumerable<StoredAttachment> Over(IReadOnlyList<StoredAttachment> all, IReadOnlyList<Incident> incidents, Retention retention, DateTimeOffset now)
    {
        ILookup<string, Incident> of = incidents.ToLookup(i => i.Probe);
        (StoredAttachment Attachment, Incident? Incident)[] placed = [.. all.Select(a => (a, of[a.Probe].FirstOrDefault(i => IsOf(a, i))))];
        HashSet<(Guid?, string, Guid)> ends = [.. placed.Where(p => p.Incident is not null).GroupBy(p => (p.Incident!.Id, p.Attachment.Agent)).SelectMany(Ends)];
        var staying = new List<(int Worth, StoredAttachment Attachment)>();
        foreach ((StoredAttachment attachment, Incident? incident) in placed)
        {
            bool isEnd = ends.Contains((incident?.Id, attachment.Agent, attachment.Result));
            bool stays = !attachment.IsWhole ? now - attachment.Stored < Patience
                : incident is null ? now - attachment.Stored < retention.Unclaimed
                : incident.Closed is not { } closed || (isEnd && now - closed < retention.Evidence);
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

    private static IEnumerable<(Guid?, string, Guid)> Ends(IGrouping<(Guid Id, string Agent), (StoredAttachment Attachment, Incident? Incident)> seen)
    {
        StoredAttachment[] whole = [.. seen.Select(s => s.Attachment).Where(a => a.IsWhole)];
        if (whole.Length == 0) yield break;
        yield return (seen.Key.Id, seen.Key.Agent, whole.MinBy(a => a.At)!.Result);
        yield return (seen.Key.Id, seen.Key.Agent, whole.MaxBy(a => a.At)!.Result);
    }
}
