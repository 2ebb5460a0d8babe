using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>
/// DNS over UDP: pairs queries and answers by ends, id, name and type. An answer that was too long for a datagram (TC) and is asked for
/// again over TCP is one lookup with the first question. Keeps the first ones up to its bound.
/// </summary>
internal sealed class DnsTable(int capacity)
{
    public const int Port = 53;
    private const int Header = 12;

    // The same question later than this is a new one, as in Wireshark.
    private const long SameWithin = 5_000_000_000;
    private readonly List<Entry> entries = [];
    private readonly Dictionary<(FlowKey Key, ushort Id), int> latest = [];
    private readonly Dictionary<(UInt128 Client, UInt128 Server, bool V6, string Name, ushort Type), int> truncated = [];

    private sealed class Entry
    {
        public FlowKey Key;
        public int Client, Repeats;
        public DnsQuestion Question;
        public long Asked;
        public DnsReply Reply, ReplyOverTcp;
        public bool Truncated;

        /// <summary>Where the latest question over TCP was asked.</summary>
        public (FlowKey Key, ushort Id)? OverTcp;
    }

    public long Unlisted { get; private set; }

    public static bool IsPort(in FlowKey key) => key.FirstPort == Port || key.SecondPort == Port;

    public void Add(in Segment segment, long time)
    {
        if (!IsPort(segment.Key) || !TryQuestion(segment.Payload, out DnsQuestion question)) return;
        Entry? entry = latest.TryGetValue((segment.Key, question.Id), out int index) ? entries[index] : null;
        if (entry is not null && (entry.Question.Type != question.Type || entry.Question.Name != question.Name)) entry = null;
        if (question.Response)
        {
            if (entry is null || entry.Reply.Seen) return;
            entry.Reply = new(time, question.Code);
            entry.Truncated = question.Truncated;
            if (question.Truncated) truncated[Lookup(entry.Key, entry.Client, question)] = index;
            return;
        }
        if (entry is not null && !entry.Reply.Seen && time - entry.Asked < SameWithin)
        {
            entry.Repeats++;
            return;
        }
        if (entries.Count == capacity)
        {
            Unlisted++;
            return;
        }
        latest[(segment.Key, question.Id)] = entries.Count;
        entries.Add(new Entry { Key = segment.Key, Client = segment.Direction, Question = question, Asked = time });
    }

    /// <summary>A message of a TCP conversation on the port of DNS. It counts where the same question was answered by a truncated datagram just before; its id may be another.</summary>
    public void AddOverTcp(in FlowKey key, int client, bool fromClient, ReadOnlySpan<byte> message, long time)
    {
        if (truncated.Count == 0 || !TryQuestion(message, out DnsQuestion question) || question.Response == fromClient) return;
        var lookup = Lookup(key, client, question);
        if (!truncated.TryGetValue(lookup, out int index)) return;
        Entry entry = entries[index];
        if (fromClient)
        {
            if (entry.OverTcp is null && time - entry.Reply.Time >= SameWithin) return;
            entry.OverTcp = (key, question.Id);
        }
        else if (entry.OverTcp == (key, question.Id))
        {
            entry.ReplyOverTcp = new(time, question.Code);
            truncated.Remove(lookup);
        }
    }

    public List<DnsTransaction> Summarize() => entries.ConvertAll(entry => new DnsTransaction
    {
        Client = entry.Key.End(entry.Client),
        Server = entry.Key.End(1 - entry.Client),
        Id = entry.Question.Id,
        Name = entry.Question.Name,
        Type = DnsName.Type(entry.Question.Type),
        Started = Nanoseconds.Instant(entry.Asked),
        ResponseCode = entry.Reply.CodeOrNull,
        ResponseTime = entry.Reply.Since(entry.Asked),
        Retransmissions = entry.Repeats,
        Truncated = entry.Truncated,
        Fallback = entry.OverTcp is null ? null : new(entry.ReplyOverTcp.Since(entry.Asked), entry.ReplyOverTcp.CodeOrNull),
    });

    public static bool TryQuestion(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < Header || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0) return false;
        if (!DnsName.TryRead(message, Header, out string name, out int after) || after + 4 > message.Length) return false;
        question = new(BinaryPrimitives.ReadUInt16BigEndian(message), name, BinaryPrimitives.ReadUInt16BigEndian(message[after..]), (message[2] & 0x80) != 0, (message[2] & 2) != 0, message[3] & 0xF);
        return true;
    }

    private static (UInt128, UInt128, bool, string, ushort) Lookup(in FlowKey key, int client, in DnsQuestion question) =>
        client == 0 ? (key.First, key.Second, key.V6, question.Name, question.Type) : (key.Second, key.First, key.V6, question.Name, question.Type);
}
