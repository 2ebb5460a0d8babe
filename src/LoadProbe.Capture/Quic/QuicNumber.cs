namespace LoadProbe.Capture;

/// <summary>Numbers of 1, 2, 4 or 8 bytes, the first two bits say of how many (RFC 9000 §16).</summary>
internal static class QuicNumber
{
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        if (bytes.Length == 0) return false;
        int length = 1 << (bytes[0] >> 6);
        if (bytes.Length < length) return false;
        number = bytes[0] & 0x3F;
        for (int i = 1; i < length; i++) number = number << 8 | bytes[i];
        bytes = bytes[length..];
        return true;
    }

    public static bool TrySkip(ref ReadOnlySpan<byte> bytes, long count)
    {
        if (count > bytes.Length) return false;
        bytes = bytes[(int)count..];
        return true;
    }
}
