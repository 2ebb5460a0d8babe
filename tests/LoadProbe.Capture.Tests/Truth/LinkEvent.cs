namespace LoadProbe.Capture.Tests;

internal enum LinkDeed
{
    Dropped,
    Reordered,
    Duplicated,
}

/// <summary>What a link did to one packet.</summary>
internal readonly record struct LinkEvent(bool FromClient, ushort ClientPort, uint Sequence, int Payload, LinkDeed Deed);
