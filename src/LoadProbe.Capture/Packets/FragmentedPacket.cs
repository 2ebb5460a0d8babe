using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>A packet of which fragments have come, in any order.</summary>
internal sealed class FragmentedPacket(FragmentKey key, long begun)
{
    private const int MostPieces = 512, Unknown = -1;
    private readonly List<Piece> pieces = [];
    private byte[] content = [], header = [];
    private int used, covered, nextAt, end = Unknown, furthest;
    private byte next;

    // Of the payload; its first bytes, as many as were captured, are in the content.
    private readonly record struct Piece(int From, int To, int At, int Kept);

    public FragmentKey Key => key;

    /// <summary>Time of the fragment that came first.</summary>
    public long Begun => begun;

    /// <summary>Thrown away; what still comes of it goes the same way (RFC 5722).</summary>
    public bool Dropped { get; private set; }

    /// <summary>Two fragments had the same bytes, and not the same ends or not the same content.</summary>
    public bool Overlapped { get; private set; }

    public int Bytes => content.Length + header.Length;

    public bool Whole => !Dropped && header.Length > 0 && covered == end;

    public FragmentResult Add(in Fragment fragment)
    {
        if (Dropped) return FragmentResult.Taken;
        if (Repeats(fragment)) return FragmentResult.Duplicate;
        if (!Fits(fragment)) return Drop(FragmentResult.Contradiction);
        if (pieces.Count >= MostPieces) return Drop(FragmentResult.TooMany);
        if (!fragment.More) end = fragment.To;
        furthest = Math.Max(furthest, fragment.To);
        if (fragment.From == 0 && header.Length == 0) (header, nextAt, next) = (fragment.Header.ToArray(), fragment.NextAt, fragment.Next);
        return Place(fragment);
    }

    /// <summary>As one packet: its header, and what was captured of it without a gap.</summary>
    public ReadOnlySpan<byte> Assemble(ref byte[] room, out int wireLength)
    {
        wireLength = header.Length + end;
        if (room.Length < wireLength) room = new byte[wireLength];
        header.CopyTo(room, 0);
        int length = header.Length;
        foreach (Piece piece in pieces)
        {
            content.AsSpan(piece.At, piece.Kept).CopyTo(room.AsSpan(length));
            length += piece.Kept;
            if (piece.Kept < piece.To - piece.From) break;
        }
        Span<byte> packet = room.AsSpan(0, length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(key.V6 ? 4 : 2)..], (ushort)(key.V6 ? wireLength - 40 : wireLength));
        if (key.V6) packet[nextAt] = next;
        else packet[6..8].Clear();
        return packet;
    }

    private bool Repeats(in Fragment fragment)
    {
        foreach (Piece piece in pieces)
            if (piece.From == fragment.From && piece.To == fragment.To)
            {
                int common = Math.Min(piece.Kept, fragment.Bytes.Length);
                return content.AsSpan(piece.At, common).SequenceEqual(fragment.Bytes[..common]);
            }
        return false;
    }

    // One end, nothing beyond it, and with the header no more than an IP packet can be.
    private bool Fits(in Fragment fragment) =>
        (end == Unknown || (fragment.More ? fragment.To <= end : fragment.To == end)) && (fragment.More || fragment.To >= furthest) &&
        fragment.To + Math.Max(header.Length, fragment.Header.Length) - (key.V6 ? 40 : 0) <= ushort.MaxValue;

    // What came first stays; only what is still missing is taken of what comes later.
    private FragmentResult Place(in Fragment fragment)
    {
        int from = fragment.From, index = 0;
        while (from < fragment.To)
        {
            while (index < pieces.Count && pieces[index].To <= from) index++;
            int before = index < pieces.Count ? Math.Min(pieces[index].From, fragment.To) : fragment.To;
            if (before > from) pieces.Insert(index, Keep(fragment, from, before));
            Overlapped |= before < fragment.To;
            if (before < fragment.To && key.V6) return Drop(FragmentResult.Taken);
            from = Math.Max(before, index < pieces.Count ? pieces[index].To : before);
        }
        return FragmentResult.Taken;
    }

    private Piece Keep(in Fragment fragment, int from, int to)
    {
        int skipped = from - fragment.From, kept = Math.Clamp(fragment.Bytes.Length - skipped, 0, to - from);
        if (used + kept > content.Length) Array.Resize(ref content, Math.Max(used + kept, content.Length * 2));
        if (kept > 0) fragment.Bytes.Slice(skipped, kept).CopyTo(content.AsSpan(used));
        var piece = new Piece(from, to, used, kept);
        used += kept;
        covered += to - from;
        return piece;
    }

    private FragmentResult Drop(FragmentResult why)
    {
        Dropped = true;
        pieces.Clear();
        content = header = [];
        return why;
    }
}
