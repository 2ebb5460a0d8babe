namespace LoadProbe.Controller;

/// <summary>A run that was begun, and whose end nobody has written.</summary>
/// <param name="Started">When its plan began, or was made when it had not begun.</param>
/// <param name="Epoch">In which it was begun.</param>
public sealed record UnfinishedRun(string Id, string Scenario, DateTimeOffset Started, long Epoch, RunOrders Orders);
