namespace LoadProbe.Core;

/// <summary>Which alerts are told of in one notification, and when.</summary>
/// <param name="By">Labels: alerts with the same values of these are one group. None = all are one.</param>
/// <param name="Wait">How long a change waits for others, so that what belongs together comes together.</param>
/// <param name="Repeat">What is still firing is told again after this.</param>
public sealed record Grouping(IReadOnlyList<string> By, TimeSpan Wait, TimeSpan Repeat)
{
    /// <summary>The longest wait: shorter than an incident that has closed is remembered.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>When nothing else is said.</summary>
    public static Grouping Usual { get; } = new(["target", "severity"], TimeSpan.FromSeconds(10), TimeSpan.FromHours(4));

    /// <summary>The labels of the group that an alert belongs to.</summary>
    public IReadOnlyDictionary<string, string> Of(Alert alert) => By.ToDictionary(l => l, l => alert.Labels.GetValueOrDefault(l, ""));
}
