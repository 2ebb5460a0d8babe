using System.Globalization;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>The value of a record as users of <c>dns</c> steps write it: names without the dot at their end, text without quotes, of an SOA the first server.</summary>
internal static class DnsPlain
{
    /// <summary>Null for an empty value, and for types that nobody can ask for.</summary>
    /// <param name="type">Of the record.</param>
    /// <param name="text">The value as a zone file has it.</param>
    /// <param name="bytes">The message, up to the value's end.</param>
    /// <param name="start">Where the value begins.</param>
    public static string? Of(int type, string text, ReadOnlySpan<byte> bytes, int start)
    {
        if (text.Length == 0 || !Enum.IsDefined((DnsRecordType)type)) return null;
        return (DnsRecordType)type switch
        {
            DnsRecordType.Ns or DnsRecordType.Cname or DnsRecordType.Ptr or DnsRecordType.Mx or DnsRecordType.Srv => text[..^1],
            DnsRecordType.Soa => DnsName.Read(bytes, ref start)?[..^1],
            DnsRecordType.Txt => Strings(bytes[start..]),
            _ => text,
        };
    }

    // One string after the other, as they are read; what a terminal would obey is written as in a zone file.
    private static string Strings(ReadOnlySpan<byte> bytes)
    {
        var text = new List<byte>();
        while (bytes.Length > 0)
        {
            ReadOnlySpan<byte> one = bytes[1..][..Math.Min(bytes[0], bytes.Length - 1)];
            text.AddRange(one);
            bytes = bytes[(1 + one.Length)..];
        }

        return string.Concat(Encoding.UTF8.GetString([.. text]).Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\{(int)c:000}") : $"{c}"));
    }
}
