using System.Text;

namespace LoadProbe.Probing;

/// <summary>A question of DNS (RFC 1035) as it is sent.</summary>
internal static class DnsQuestion
{
    /// <summary>What an answer over UDP may be long when it may be longer than 512 bytes: what passes every network in one piece (DNS flag day 2020).</summary>
    private const int Room = 1232;

    public static byte[] Write(ushort id, string name, DnsRecordType type, bool dnssec = false) => Write(id, name, (int)type, @class: 1, recursionDesired: true, dnssec);

    public static byte[] Write(ushort id, string name, int type, int @class, bool recursionDesired, bool dnssec = false)
    {
        var bytes = new List<byte>(64) { (byte)(id >> 8), (byte)id, recursionDesired ? (byte)1 : (byte)0, dnssec ? (byte)0x20 : (byte)0, 0, 1, 0, 0, 0, 0, 0, dnssec ? (byte)1 : (byte)0 };
        foreach (string label in name.TrimEnd('.').Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, (byte)(@class >> 8), (byte)@class]);
        // Of the root, type OPT, room for the answer, no further flags but DO, nothing more (RFC 6891, 6.1.2).
        if (dnssec) bytes.AddRange([0, 0, 41, Room >> 8, Room & 0xFF, 0, 0, 0x80, 0, 0, 0]);
        return [.. bytes];
    }

    /// <summary>Whether a name can be asked for: labels of 1 to 63 characters, 253 in all.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 253 && name.TrimEnd('.').Split('.').All(l => l.Length is > 0 and <= 63);
}
