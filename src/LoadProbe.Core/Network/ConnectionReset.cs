namespace LoadProbe.Core;

/// <summary>A RST.</summary>
/// <param name="ByClient">Who sent it.</param>
/// <param name="After">Since the conversation's first packet.</param>
/// <param name="SinceLastPayload">Since the latest segment with payload of either side; null when there was none.</param>
public sealed record ConnectionReset(bool ByClient, TimeSpan After, TimeSpan? SinceLastPayload);
