namespace LoadProbe.Controller;

/// <summary>What was changed in a run while it ran.</summary>
/// <param name="At">From the start of the plan, when it takes effect.</param>
/// <param name="By">Who wanted it.</param>
/// <param name="What">One line for a person.</param>
public sealed record RunChange(TimeSpan At, string By, string What);
