namespace LoadProbe.Core;

/// <summary>
/// What a receiver was told of a group of alerts, and what it is to be told next: once when something changes, after a wait for what belongs
/// to it, and again when nothing has for long. It has no clock; whoever has one looks now and then.
/// </summary>
public sealed record AlertGroup
{
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The alerts that the receiver takes for open, as they were told.</summary>
    public IReadOnlyList<Alert> Told { get; init; } = [];

    /// <summary>When that was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What is to be sent, the oldest first.</summary>
    public IReadOnlyList<Notification> Waiting { get; init; } = [];

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsEmpty => Told.Count == 0 && Waiting.Count == 0;

    /// <summary>The same, with what is to be told now, if anything, behind what waits.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="current">The alerts of the group by what is known now, open ones, and closed ones that may have been told of.</param>
    /// <param name="isResting">Whether nobody is to be woken by an alert at present.</param>
    /// <param name="grouping">How long to wait.</param>
    /// <param name="keepsAlive">Whether the receiver takes for over what it is not told again: then it is told again even of those that rest.</param>
    public AlertGroup Look(DateTimeOffset now, IReadOnlyCollection<Alert> current, Func<Alert, bool> isResting, Grouping grouping, bool keepsAlive)
    {
        Dictionary<Guid, Alert> told = Told.ToDictionary(t => t.Incident.Id);
        Alert[] begun = [.. current.Where(c => c.IsFiring && !told.ContainsKey(c.Incident.Id) && !isResting(c))];
        Alert[] over = [.. current.Where(c => !c.IsFiring && told.ContainsKey(c.Incident.Id)).Select(AsTold)];
        Alert[] firing = [.. begun.Concat(current.Where(c => c.IsFiring && told.ContainsKey(c.Incident.Id)).Select(AsTold)).OrderBy(a => a.Incident.Opened).ThenBy(a => a.Incident.Id)];
        DateTimeOffset[] changes = [.. begun.Select(b => b.Incident.Opened), .. over.Select(o => o.Incident.Closed!.Value)];
        // What waits already says the same once more.
        bool again = Told.Count > 0 && firing.Length > 0 && Waiting.Count == 0 && (now - At).Duration() >= grouping.Repeat && (keepsAlive || firing.Any(f => !isResting(f)));
        // A clock that was set back must not make what has happened wait until it has come so far again.
        bool isDue = changes.Length > 0 && (now - changes.Min()).Duration() >= grouping.Wait;
        if (!isDue && !again) return this;
        var next = new Notification(Guid.CreateVersion7(now), now, Labels, firing, [.. over.OrderBy(o => o.Incident.Opened).ThenBy(o => o.Incident.Id)]);
        return this with { Told = firing, At = now, Waiting = [.. Waiting, next] };

        Alert AsTold(Alert alert) => alert with { Labels = told[alert.Incident.Id].Labels };
    }

    /// <summary>The same without one that waits no more.</summary>
    public AlertGroup Without(Notification done) => this with { Waiting = [.. Waiting.Where(w => w.Id != done.Id)] };
}
