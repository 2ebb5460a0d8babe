namespace LoadProbe.Capture;

/// <summary>One packet of a flow, or several that were left out.</summary>
/// <param name="Text">As it stands on a terminal, no wider than asked for; one line, or a few when the words need them.</param>
/// <param name="Trouble">Something is wrong with it, or was right after it had been wrong.</param>
public sealed record LadderLine(string Text, bool Trouble);
