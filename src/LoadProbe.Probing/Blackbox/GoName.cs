using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The name of a certificate's owner or issuer as Go's programs write it, which is how alert rules know it: an order of
/// its own, and what it has no word for as the bytes of its value.
/// </summary>
internal static class GoName
{
    private const string CommonName = "2.5.4.3", SerialNumber = "2.5.4.5";

    // From first to last; they are written the other way round.
    private static readonly (string Oid, string Word)[] Known =
    [
        ("2.5.4.6", "C"), ("2.5.4.8", "ST"), ("2.5.4.7", "L"), ("2.5.4.9", "STREET"), ("2.5.4.17", "POSTALCODE"),
        ("2.5.4.10", "O"), ("2.5.4.11", "OU"), (CommonName, "CN"), (SerialNumber, "SERIALNUMBER"),
    ];

    public static string Of(X500DistinguishedName name)
    {
        (string Oid, string Value)[] parts = [.. Read(name)];
        var written = new List<string>();
        foreach ((string oid, string value) in parts)
        {
            if (!Known.Any(k => k.Oid == oid)) written.Add($"{oid}=#{Convert.ToHexStringLower(Encoded(value))}");
        }

        foreach ((string oid, string word) in Known)
        {
            string[] values = [.. parts.Where(p => p.Oid == oid).Select(p => $"{word}={Escaped(p.Value)}")];
            if (values.Length == 0) continue;
            // Of these Go keeps the last; of the others all, as one part.
            written.Add(oid is CommonName or SerialNumber ? values[^1] : string.Join('+', values));
        }

        return string.Join(',', Enumerable.Reverse(written));
    }

    private static IEnumerable<(string Oid, string Value)> Read(X500DistinguishedName name)
    {
        foreach (X500RelativeDistinguishedName part in name.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            var set = new AsnReader(part.RawData, AsnEncodingRules.BER).ReadSetOf();
            while (set.HasData)
            {
                AsnReader pair = set.ReadSequence();
                string oid = pair.ReadObjectIdentifier();
                Asn1Tag tag = pair.PeekTag();
                bool isText = tag.TagClass == TagClass.Universal && (UniversalTagNumber)tag.TagValue is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString
                    or UniversalTagNumber.IA5String or UniversalTagNumber.T61String or UniversalTagNumber.BMPString;
                if (isText) yield return (oid, pair.ReadCharacterString((UniversalTagNumber)tag.TagValue));
            }
        }
    }

    private static byte[] Encoded(string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        bool isPrintable = value.All(c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c));
        writer.WriteCharacterString(isPrintable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
        return writer.Encode();
    }

    private static string Escaped(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '+' or '"' or '\\' or '<' or '>' or ';' || (value[i] == ' ' && (i == 0 || i == value.Length - 1)) || (value[i] == '#' && i == 0)) text.Append('\\');
            text.Append(value[i]);
        }

        return text.ToString();
    }
}
