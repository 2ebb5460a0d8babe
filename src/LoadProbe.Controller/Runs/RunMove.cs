namespace LoadProbe.Controller;

/// <summary>A run went into a state.</summary>
/// <param name="State">Which.</param>
/// <param name="At">When.</param>
/// <param name="By">Whose doing it was: controller, or who stopped it.</param>
/// <param name="Why">One line for a person; empty = it was next.</param>
public sealed record RunMove(RunState State, DateTimeOffset At, string By, string Why);
