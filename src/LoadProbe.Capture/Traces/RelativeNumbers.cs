namespace LoadProbe.Capture;

/// <summary>Counts one direction's sequence numbers from its initial one, beyond 2³².</summary>
internal struct RelativeNumbers
{
    private uint latest;
    private long offset;
    private bool known;

    /// <summary>Of a segment's own number; a SYN begins the count, without one the first byte seen is 1, as after a SYN.</summary>
    public long Of(uint sequence, bool syn)
    {
        if (syn || !known) Begin(sequence, syn ? 0 : 1);
        return Follow(sequence);
    }

    /// <summary>Of the number that the other side expects next.</summary>
    public long Acknowledged(uint acknowledgement)
    {
        if (!known) Begin(acknowledgement, 1);
        return Follow(acknowledgement);
    }

    private void Begin(uint sequence, long at) => (latest, offset, known) = (sequence, at, true);

    private long Follow(uint sequence)
    {
        long at = offset + (int)(sequence - latest);
        if (at > offset) (latest, offset) = (sequence, at);
        return at;
    }
}
