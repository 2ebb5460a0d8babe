namespace LoadProbe.Controller;

/// <summary>How long a store keeps what. Runs are kept until somebody deletes them.</summary>
public sealed record Retention
{
    /// <summary>Results and snapshots, by whole days.</summary>
    public TimeSpan Raw { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Roll-ups of a minute.</summary>
    public TimeSpan Minutes { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Roll-ups of an hour.</summary>
    public TimeSpan Hours { get; init; } = TimeSpan.FromDays(2 * 365);

    /// <summary>What was seen in an incident, from its end on.</summary>
    public TimeSpan Evidence { get; init; } = TimeSpan.FromDays(90);

    /// <summary>What was seen in failed runs that are of no incident, or of none yet.</summary>
    internal TimeSpan Unclaimed { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The most bytes of all that was seen. Beyond them what is of no incident goes first, then what lies between an incident's first and newest run, then the oldest.</summary>
    internal long AttachmentBytes { get; init; } = 1L << 30;

    /// <summary>The first day whose results are all still kept.</summary>
    internal long FirstDay(DateTimeOffset now) => Micros.Day(now - Raw);
}
