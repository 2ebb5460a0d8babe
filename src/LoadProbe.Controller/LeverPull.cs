namespace LoadProbe.Controller;

/// <summary>That the safety lever is pulled.</summary>
public sealed record LeverPull(DateTimeOffset At, string Who, string Reason);
