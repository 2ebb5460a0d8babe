namespace LoadProbe.Controller;

/// <summary>Somebody who asks for something.</summary>
/// <param name="Who">For people to read.</param>
/// <param name="Person">The same for all that one person comes with: two keys of one name are one person's.</param>
/// <param name="Teams">Those that it is known to be of.</param>
public sealed record Caller(string Who, string Person, IReadOnlyList<string> Teams)
{
    /// <summary>What a schedule starts, nobody did.</summary>
    public static Caller Schedule { get; } = new("schedule", "schedule", []);
}
