using System.Globalization;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>Names of DNS, from the wire to their text in a zone file (RFC 1035, 5.1).</summary>
internal static class DnsName
{
    private const string Special = ".'@;()\"\\ ";

    /// <summary>With the dot at its end; null when it is malformed. A pointer may lead to another place: 126 jumps are more than a name has labels.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        var name = new StringBuilder();
        int read = at, jumps = 0, size = 0;
        bool jumped = false;
        while (read < bytes.Length)
        {
            int length = bytes[read];
            if (length == 0)
            {
                if (!jumped) at = read + 1;
                return name.Length == 0 ? "." : name.ToString();
            }

            if (length >= 0xC0)
            {
                if (read + 1 >= bytes.Length || ++jumps > 126) return null;
                if (!jumped) at = read + 2;
                jumped = true;
                read = ((length & 0x3F) << 8) | bytes[read + 1];
                continue;
            }

            size += length + 1;
            if (length > 63 || size > 254 || read + 1 + length > bytes.Length) return null;
            foreach (byte b in bytes.Slice(read + 1, length)) Append(name, b, Special);
            name.Append('.');
            read += 1 + length;
        }

        return null;
    }

    /// <summary>A string with its quotes.</summary>
    public static void AppendQuoted(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        text.Append('"');
        foreach (byte b in bytes) Append(text, b, "\"\\");
        text.Append('"');
    }

    private static void Append(StringBuilder text, byte b, string special)
    {
        if (b is < (byte)' ' or > (byte)'~') text.Append(CultureInfo.InvariantCulture, $"\\{b:000}");
        else if (special.Contains((char)b)) text.Append('\\').Append((char)b);
        else text.Append((char)b);
    }
}
