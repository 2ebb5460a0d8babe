namespace LoadProbe.Core;

/// <summary>How much of the time and of the runs was good. What nobody could tell, and maintenance, is in neither.</summary>
/// <param name="Known">How long it was known whether the target was down.</param>
/// <param name="Down">How much of that it was.</param>
/// <param name="Invalid">Runs that our side could not measure.</param>
/// <param name="InMaintenance">Runs that do not count.</param>
public sealed record Availability(TimeSpan Known, TimeSpan Down, long Passed, long Failed, long Invalid, long InMaintenance)
{
    public static Availability None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, 0, 0, 0, 0);

    /// <summary>The share of the time in which enough agents agreed that it was not down; null = nothing is known.</summary>
    public double? ByTime => Known > TimeSpan.Zero ? 1 - (Down / Known) : null;

    /// <summary>The share of runs that passed, of those that passed or failed; null = there were none.</summary>
    public double? ByRun => Passed + Failed is > 0 and var runs ? (double)Passed / runs : null;

    public Availability With(Verdict verdict) => verdict switch
    {
        Verdict.Pass => this with { Passed = Passed + 1 },
        Verdict.Fail => this with { Failed = Failed + 1 },
        _ => this with { Invalid = Invalid + 1 },
    };

    public Availability With(TimeSpan time, bool isDown) => this with { Known = Known + time, Down = isDown ? Down + time : Down };
}
