namespace LoadProbe.Capture;

/// <summary>The Huffman code of header strings (RFC 7541 §5.2 and appendix B).</summary>
internal static class HpackHuffman
{
    private const int Symbols = 257, EndOfString = 256, LongestCode = 30;

    // The code is canonical, shorter codes first and equally long ones in the order of their symbols: the lengths say everything.
    private static ReadOnlySpan<byte> Lengths => [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30];

    private static readonly short[] Ordered = new short[Symbols];

    // Of each length: its first code, how many there are, and where its symbols stand in the order.
    private static readonly int[] First = new int[LongestCode + 1], Count = new int[LongestCode + 1], Start = new int[LongestCode + 1];

    static HpackHuffman()
    {
        int code = 0, at = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            code <<= 1;
            (First[length], Start[length]) = (code, at);
            for (int symbol = 0; symbol < Symbols; symbol++)
                if (Lengths[symbol] == length) Ordered[at++] = (short)symbol;
            Count[length] = at - Start[length];
            code += Count[length];
        }
    }

    /// <summary>
    /// Decodes into the room there is and tells how long the whole is. False for what no encoder writes: the end of string as a symbol, or
    /// padding that is longer than 7 bits or not all ones.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> coded, Span<byte> text, out int length)
    {
        length = 0;
        int code = 0, bits = 0;
        foreach (byte octet in coded)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                code = code << 1 | (octet >> bit & 1);
                int index = code - First[++bits];
                if (index >= Count[bits]) continue;
                int symbol = Ordered[Start[bits] + index];
                if (symbol == EndOfString) return false;
                if (length < text.Length) text[length] = (byte)symbol;
                length++;
                code = bits = 0;
            }
        }
        return bits < 8 && code == (1 << bits) - 1;
    }
}
