namespace LoadProbe.Link;

/// <summary>A message and who sent it.</summary>
/// <param name="Receipt">Who takes the message says by it when it is in safe hands; null = nobody waits for that.</param>
public readonly record struct FromAgent(string Agent, UpMessage Message, IReceipt? Receipt = null);
