using System.Text;

namespace LoadProbe.Probing;

/// <summary>A trace of one request, by its name in the header of W3C Trace Context.</summary>
internal static class TraceParent
{
    public const string Name = "traceparent";

    /// <summary>Bytes of <c>00-TRACE-SPAN-00</c>.</summary>
    public const int Length = 55;

    private const int TraceSize = 16;
    private const int SpanSize = 8;

    /// <summary>Writes one that nobody has used, into so many bytes.</summary>
    // Not sampled: we record no span of ours, and whether the target records its own is the target's to say.
    public static void Write(Span<byte> to)
    {
        Span<byte> ids = stackalloc byte[TraceSize + SpanSize];
        // All zeros would be none.
        do Random.Shared.NextBytes(ids);
        while (!ids[..TraceSize].ContainsAnyExcept((byte)0) || !ids[TraceSize..].ContainsAnyExcept((byte)0));
        "00-"u8.CopyTo(to);
        Convert.TryToHexStringLower(ids[..TraceSize], to[3..], out int written);
        to[3 + written] = (byte)'-';
        Convert.TryToHexStringLower(ids[TraceSize..], to[(4 + written)..], out _);
        "-00"u8.CopyTo(to[^3..]);
    }

    /// <summary>One that nobody has used.</summary>
    public static string Next()
    {
        Span<byte> text = stackalloc byte[Length];
        Write(text);
        return Encoding.ASCII.GetString(text);
    }
}
