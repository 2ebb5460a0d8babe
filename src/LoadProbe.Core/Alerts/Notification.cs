namespace LoadProbe.Core;

/// <summary>What one receiver is told of one group at once.</summary>
/// <param name="Id">The same however often it has to be sent.</param>
/// <param name="At">When it was decided on.</param>
/// <param name="Labels">Those that the group is made by.</param>
/// <param name="Firing">All of the group that are open.</param>
/// <param name="Resolved">Those that were told of as open, and are over.</param>
public sealed record Notification(Guid Id, DateTimeOffset At, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Alert> Firing, IReadOnlyList<Alert> Resolved)
{
    /// <summary>One that says of something that it is over and of nothing that it is not.</summary>
    public bool IsOver => Firing.Count == 0;

    /// <summary>All of it, what is open first.</summary>
    public IEnumerable<Alert> All => Firing.Concat(Resolved);
}
