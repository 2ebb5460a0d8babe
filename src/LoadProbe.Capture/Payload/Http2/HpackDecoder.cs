using System.Text;

namespace LoadProbe.Capture;

/// <summary>Reads the header blocks of one direction of an HTTP/2 connection (RFC 7541) and keeps the fields that say what was asked and answered.</summary>
internal sealed class HpackDecoder
{
    // As long as an HTTP/1.x line may be here; a longer value is left out.
    private const int LongestValue = 16_384, LongestName = 64, MostContinued = 3;
    private readonly HpackTable table = new();

    public void Clear() => table.Clear();

    /// <summary>A block, or a part of one, was missed.</summary>
    public void Tear() => table.ForgetAll();

    /// <summary>The fields up to the block's end, or up to where it contradicts itself.</summary>
    public HeaderFields Read(ReadOnlySpan<byte> block)
    {
        HeaderFields fields = default;
        Span<byte> room = stackalloc byte[LongestValue];
        while (block.Length > 0)
        {
            if (TryField(ref block, room, ref fields)) continue;
            Tear();
            break;
        }
        return fields;
    }

    private bool TryField(ref ReadOnlySpan<byte> block, scoped Span<byte> room, ref HeaderFields fields)
    {
        byte first = block[0];
        if (first >= 0x80)
        {
            if (!TryNumber(ref block, 7, out int index) || index == 0) return false;
            // A field from before bytes were missed is not known; the block goes on after it.
            if (table.TryGet(index, out HpackTable.Field known)) fields.Take(known.Name, known.Value);
            return true;
        }
        if (first is >= 0x20 and < 0x40)
        {
            if (!TryNumber(ref block, 5, out int size)) return false;
            table.Resize(size);
            return true;
        }
        bool kept = first >= 0x40;
        if (!TryNumber(ref block, kept ? 6 : 4, out int name)) return false;
        HpackTable.Field field = default;
        if (name == 0)
        {
            if (!TryText(ref block, room[..LongestName], out int nameLength)) return false;
            field = new HpackTable.Field(nameLength <= LongestName ? HeaderFields.Known(room[..nameLength]) : null, nameLength, null, 0);
        }
        else table.TryGet(name, out field);
        if (!TryText(ref block, room, out int length)) return false;
        bool wanted = HeaderFields.Wants(field.Name) && length <= LongestValue;
        field = field with { Value = wanted ? Encoding.Latin1.GetString(room[..length]) : null, ValueLength = length };
        fields.Take(field.Name, field.Value);
        if (kept) table.Add(field);
        return true;
    }

    /// <summary>A number that begins in the lower bits of a byte (§5.1). Nothing here is as large as 2²¹.</summary>
    private static bool TryNumber(ref ReadOnlySpan<byte> block, int bits, out int number)
    {
        number = 0;
        if (block.Length == 0) return false;
        int most = (1 << bits) - 1;
        number = block[0] & most;
        block = block[1..];
        if (number < most) return true;
        for (int i = 0; i < MostContinued && block.Length > 0; i++)
        {
            byte next = block[0];
            block = block[1..];
            number += (next & 0x7F) << (7 * i);
            if (next < 0x80) return true;
        }
        return false;
    }

    /// <summary>A string (§5.2), as much of it as there is room for, and its whole length.</summary>
    private static bool TryText(ref ReadOnlySpan<byte> block, scoped Span<byte> room, out int length)
    {
        length = 0;
        if (block.Length == 0) return false;
        bool coded = block[0] >= 0x80;
        if (!TryNumber(ref block, 7, out int bytes) || bytes > block.Length) return false;
        ReadOnlySpan<byte> text = block[..bytes];
        block = block[bytes..];
        if (coded) return HpackHuffman.TryDecode(text, room, out length);
        length = bytes;
        text[..Math.Min(bytes, room.Length)].CopyTo(room);
        return true;
    }
}
