using System.Buffers.Binary;
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
                return Encoding.UTF8.GetString(bytes.Slice(at + 1, Math.Min(bytes[at], length - 1)));
            default:
                return null;
        }
    }

    // A name may end in a pointer to an earlier place; 64 jumps are more than any honest message has.
    private static string? Name(ReadOnlySpan<byte> bytes, ref int at)
    {
        var name = new StringBuilder();
        int read = at, jumps = 0;
        bool jumped = false;
        while (read < bytes.Length)
        {
            int length = bytes[read];
            if (length == 0)
            {
                if (!jumped) at = read + 1;
                return name.ToString();
            }

            if (length >= 0xC0)
            {
                if (read + 1 >= bytes.Length || ++jumps > 64) return null;
                if (!jumped) at = read + 2;
                jumped = true;
                read = ((length & 0x3F) << 8) | bytes[read + 1];
                continue;
            }

            if (read + 1 + length > bytes.Length || name.Length > 255) return null;
            if (name.Length > 0) name.Append('.');
            name.Append(Encoding.ASCII.GetString(bytes.Slice(read + 1, length)));
            read += 1 + length;
        }

        return null;
    }
}
