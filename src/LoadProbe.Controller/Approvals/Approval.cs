namespace LoadProbe.Controller;

/// <summary>That somebody approved of a run.</summary>
/// <param name="Who">For people to read.</param>
/// <param name="Person">Told from others by this.</param>
/// <param name="Teams">Of which teams.</param>
/// <param name="At">When.</param>
public sealed record Approval(string Who, string Person, IReadOnlyList<string> Teams, DateTimeOffset At);
