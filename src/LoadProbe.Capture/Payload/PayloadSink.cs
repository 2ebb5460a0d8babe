namespace LoadProbe.Capture;

/// <summary>Reads the ordered payload of a conversation, segment by segment.</summary>
internal abstract class PayloadSink
{
    /// <summary>Bytes that were captured, in stream order, from a stream offset on.</summary>
    public abstract void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time);

    /// <summary>Bytes that were not: lost by the capture or cut by its snap length.</summary>
    public abstract void Gap(bool client, long offset, long count, long time);

    /// <summary>That side has said all: its FIN came, and everything before it.</summary>
    public virtual void End(bool client, long time)
    {
    }

    /// <summary>False when the rest of that direction is of no interest.</summary>
    public abstract bool Wants(bool client);
}
