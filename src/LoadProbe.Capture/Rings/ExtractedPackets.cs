namespace LoadProbe.Capture;

/// <summary>What was taken out of a ring.</summary>
/// <param name="Packets">Written.</param>
/// <param name="Omitted">That would have fitted the filter, and not the room: the later ones.</param>
public readonly record struct ExtractedPackets(long Packets, long Omitted);
