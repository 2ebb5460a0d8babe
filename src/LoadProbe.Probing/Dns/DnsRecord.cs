using System.Buffers.Binary;
using System.Collections.Frozen;

namespace LoadProbe.Probing;

/// <summary>One record of an answer.</summary>
/// <param name="Type">Its number.</param>
/// <param name="Serial">Of a zone's SOA; null for others.</param>
/// <param name="Text">Name, time to live, class, type and value with tabs between, as Go's DNS library writes it: rules for records are written for that.</param>
internal sealed record DnsRecord(int Type, uint TimeToLive, uint? Serial, string Text)
{
    /// <summary>The value alone, as <c>dns</c> steps know it; null when they do not know it.</summary>
    public string? Plain { get; private init; }

    private const int Options = 41;
    private const int FixedSize = 10;

    private static readonly FrozenDictionary<int, string> Types = BlackboxDnsNames.Types.ToFrozenDictionary(t => t.Value, t => t.Key);
    private static readonly FrozenDictionary<int, string> Classes = BlackboxDnsNames.Classes.ToFrozenDictionary(c => c.Value, c => c.Key);

    /// <summary>Null when it is malformed.</summary>
    public static DnsRecord? Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (DnsName.Read(bytes, ref at) is not { } name || at + FixedSize > bytes.Length) return null;
        int type = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]), @class = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        uint timeToLive = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 8)..]);
        at += FixedSize;
        if (at + length > bytes.Length) return null;
        int value = at;
        at += length;
        if (type == Options) return new DnsRecord(type, timeToLive, null, $"\n;; OPT PSEUDOSECTION:\n; EDNS: version {(timeToLive >> 16) & 0xFF}; flags: {((timeToLive & 0x8000) != 0 ? "do" : "")}; udp: {@class}");

        var reader = new DnsValue(bytes[..at], value);
        string? text = length == 0 ? "" : reader.Read(type);
        if (reader.IsUnknown) return new DnsRecord(type, timeToLive, null, $"{name}\t{timeToLive}\tCLASS{@class}\tTYPE{type}\t\\# {length} {Convert.ToHexStringLower(bytes.Slice(value, length))}");
        return text is null ? null : new DnsRecord(type, timeToLive, reader.Serial, $"{name}\t{timeToLive}\t{Classes.GetValueOrDefault(@class, $"CLASS{@class}")}\t{Types.GetValueOrDefault(type, $"TYPE{type}")}\t{text}") { Plain = DnsPlain.Of(type, text, bytes[..at], value) };
    }
}
