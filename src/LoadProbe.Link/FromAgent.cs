namespace LoadProbe.Link;

/// <summary>A message and who sent it.</summary>
public readonly record struct FromAgent(string Agent, UpMessage Message);
