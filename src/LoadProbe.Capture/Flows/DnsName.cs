using System.Text;

namespace LoadProbe.Capture;

/// <summary>Names and types of DNS questions (RFC 1035 §4.1.2).</summary>
internal static class DnsName
{
    private const int LongestName = 255, LongestLabel = 63;

    public static bool TryRead(ReadOnlySpan<byte> message, int at, out string name, out int after)
    {
        name = "";
        after = 0;
        Span<char> text = stackalloc char[LongestName + 1];
        int length = 0;
        while (at < message.Length)
        {
            int label = message[at++];
            if (label == 0)
            {
                name = length == 0 ? "." : new string(text[..length]);
                after = at;
                return true;
            }
            // Nothing precedes a question, so there is nothing to point back to.
            if (label > LongestLabel || at + label > message.Length || length + label + 1 > LongestName) return false;
            if (length > 0) text[length++] = '.';
            length += Encoding.Latin1.GetChars(message.Slice(at, label), text[length..]);
            at += label;
        }
        return false;
    }

    public static string Type(ushort type) => type switch
    {
        1 => "A", 2 => "NS", 5 => "CNAME", 6 => "SOA", 12 => "PTR", 15 => "MX", 16 => "TXT", 28 => "AAAA", 33 => "SRV",
        35 => "NAPTR", 41 => "OPT", 43 => "DS", 46 => "RRSIG", 48 => "DNSKEY", 64 => "SVCB", 65 => "HTTPS", 255 => "ANY", 257 => "CAA",
        _ => $"TYPE{type}",
    };
}
