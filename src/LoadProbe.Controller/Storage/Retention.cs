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

    /// <summary>The first day whose results are all still kept.</summary>
    internal long FirstDay(DateTimeOffset now) => Micros.Day(now - Raw);
}
