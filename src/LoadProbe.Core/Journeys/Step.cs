namespace LoadProbe.Core;

/// <summary>One named part of a journey.</summary>
public abstract record Step
{
    public required string Name { get; init; }

    public required Place At { get; init; }

    public StepEffect Effect { get; init; }

    /// <summary>The longest this step may take; null = whatever is left of the journey's time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The step fails as <see cref="Outcome.TooSlow"/> when it takes longer; null = no such promise.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Which addresses it may use of those that names lead to.</summary>
    public IpFamily Ip { get; init; }

    /// <summary>It is the step before once more, over the other family of addresses: it runs also when that failed.</summary>
    public bool IsTwin { get; init; }

    public abstract StepKind Kind { get; }
}
