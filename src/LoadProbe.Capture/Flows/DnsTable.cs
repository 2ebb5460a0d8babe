using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>
/// Pairs DNS queries and answers by ends, transport, id, name and type. An answer that was too long for a datagram (TC) and is asked for
/// again over TCP is one lookup with the first question. Keeps the first ones up to its bound.
/// </summary>
internal sealed class DnsTable(int capacity)
{
    public const int Port = 53;
    private const int Header = 12;

    // The same question later than this is a new one, as in Wireshark.
    private const long SameWithin = 5_000_000_000;
    private readonly List<Entry> entries = [];
    private readonly Dictionary<(FlowKey Key, bool OverTcp, ushort Id), Entry> latest = [];
    private readonly Dictionary<(UInt128 Client, UInt128 Server, bool V6, string Name, ushort Type), Entry> truncated = [];

    private sealed class Entry
    {
        public FlowKey Key;
        public int Client, Repeats;
        public DnsQuestion Question;
        public long Asked;
        public DnsReply Reply;
        public bool OverTcp, Truncated;

        /// <summary>The latest question over TCP that goes on with it.</summary>
        public Entry? Next;

        /// <summary>The truncated one it goes on with.</summary>
        public Entry? Before;
    }

    public long Unlisted { get; private set; }

    public static bool IsPort(in FlowKey key) => key.FirstPort == Port || key.SecondPort == Port;

    /// <summary>A datagram.</summary>
    public void Add(in Segment segment, long time)
    {
        if (!IsPort(segment.Key) || !TryQuestion(segment.Payload, out DnsQuestion question)) return;
        if (question.Response) Answer(segment.Key, overTcp: false, question, time);
        else Ask(segment.Key, segment.Direction, overTcp: false, question, time);
    }

    /// <summary>A message of a TCP conversation on the port of DNS.</summary>
    public void AddOverTcp(in FlowKey key, int client, bool fromClient, ReadOnlySpan<byte> message, long time)
    {
        if (!TryQuestion(message, out DnsQuestion question) || question.Response == fromClient) return;
        if (question.Response) Answer(key, overTcp: true, question, time);
        else Ask(key, client, overTcp: true, question, time);
    }

    private void Ask(in FlowKey key, int client, bool overTcp, in DnsQuestion question, long time)
    {
        if (Of(key, overTcp, question) is { Reply.Seen: false } asked && time - asked.Asked < SameWithin)
        {
            asked.Repeats++;
            return;
        }
        if (entries.Count == capacity)
        {
            Unlisted++;
            return;
        }
        var entry = new Entry { Key = key, Client = client, OverTcp = overTcp, Question = question, Asked = time };
        entries.Add(entry);
        latest[(key, overTcp, question.Id)] = entry;
        if (overTcp && truncated.Count > 0) Continue(entry);
    }

    // Its id may be another. One that is under way goes on however late it is asked once more.
    private void Continue(Entry entry)
    {
        if (!truncated.TryGetValue(Lookup(entry), out Entry? before) || (before.Next is null && entry.Asked - before.Reply.Time >= SameWithin)) return;
        (before.Next, entry.Before) = (entry, before);
    }

    private void Answer(in FlowKey key, bool overTcp, in DnsQuestion question, long time)
    {
        if (Of(key, overTcp, question) is not { Reply.Seen: false } entry) return;
        entry.Reply = new(time, question.Code);
        entry.Truncated = question.Truncated;
        if (question.Truncated && !overTcp) truncated[Lookup(entry)] = entry;
        if (entry.Before is { } before && before.Next == entry) truncated.Remove(Lookup(entry));
    }

    private Entry? Of(in FlowKey key, bool overTcp, in DnsQuestion question) =>
        latest.TryGetValue((key, overTcp, question.Id), out Entry? entry) && entry.Question.Type == question.Type && entry.Question.Name == question.Name ? entry : null;

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
        OverTcp = entry.OverTcp,
        Continues = entry.Before is not null,
        Fallback = entry.Next is { } next ? new(next.Reply.Since(entry.Asked), next.Reply.CodeOrNull) : null,
    });

    public static bool TryQuestion(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < Header || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0) return false;
        if (!DnsName.TryRead(message, Header, out string name, out int after) || after + 4 > message.Length) return false;
        question = new(BinaryPrimitives.ReadUInt16BigEndian(message), name, BinaryPrimitives.ReadUInt16BigEndian(message[after..]), (message[2] & 0x80) != 0, (message[2] & 2) != 0, message[3] & 0xF);
        return true;
    }

    private static (UInt128, UInt128, bool, string, ushort) Lookup(Entry entry) =>
        entry.Client == 0 ? (entry.Key.First, entry.Key.Second, entry.Key.V6, entry.Question.Name, entry.Question.Type) : (entry.Key.Second, entry.Key.First, entry.Key.V6, entry.Question.Name, entry.Question.Type);
}
