using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>A DNS message (RFC 1035), as much of it as a dial needs.</summary>
internal sealed record DnsMessage(ushort Id, int ResponseCode, bool Truncated, IReadOnlyList<string> Answers)
{
    public static byte[] Question(ushort id, string name, DnsRecordType type) => Question(id, name, (int)type, @class: 1, recursionDesired: true);

    public static byte[] Question(ushort id, string name, int type, int @class, bool recursionDesired)
    {
        var bytes = new List<byte>(64) { (byte)(id >> 8), (byte)id, recursionDesired ? (byte)1 : (byte)0, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (string label in name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, (byte)(@class >> 8), (byte)@class]);
        return [.. bytes];
    }

    /// <summary>Whether a name can be asked for: labels of 1 to 63 characters, 253 in all.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 253 && name.TrimEnd('.').Split('.').All(l => l.Length is > 0 and <= 63);

    /// <summary>Reads an answer; null when it is not a well-formed one.</summary>
    public static DnsMessage? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12 || (bytes[2] & 0x80) == 0) return null;
        int questions = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        int answers = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        int at = 12;
        for (int i = 0; i < questions; i++)
        {
            if (Name(bytes, ref at) is null) return null;
            at += 4;
        }

        var texts = new List<string>();
        for (int i = 0; i < answers; i++)
        {
            if (Name(bytes, ref at) is null || at + 10 > bytes.Length) return null;
            int type = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 8)..]);
            at += 10;
            if (at + length > bytes.Length) return null;
            if (Text(bytes, at, length, (DnsRecordType)type) is { } text) texts.Add(text);
            at += length;
        }

        return new DnsMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[3] & 0x0F, (bytes[2] & 2) != 0, texts);
    }

    private static string? Text(ReadOnlySpan<byte> bytes, int at, int length, DnsRecordType type)
    {
        switch (type)
        {
            case DnsRecordType.A when length == 4:
            case DnsRecordType.Aaaa when length == 16:
                return new IPAddress(bytes.Slice(at, length)).ToString();
            case DnsRecordType.Ns or DnsRecordType.Cname or DnsRecordType.Soa:
                return Name(bytes, ref at);
            case DnsRecordType.Mx when length > 2:
                int preference = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
                at += 2;
                return Name(bytes, ref at) is { } exchange ? $"{preference} {exchange}" : null;
            case DnsRecordType.Txt when length > 0:
                return Strings(bytes.Slice(at, length));
            default:
                return null;
        }
    }

    private static string? Name(ReadOnlySpan<byte> bytes, ref int at) => DnsName.Read(bytes, ref at) is { } name ? name[..^1] : null;

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
