using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>DNS over UDP: pairs queries and answers by ends, id, name and type. Keeps the first ones up to its bound.</summary>
internal sealed class DnsTable(int capacity)
{
    private const int Port = 53, Header = 12;

    // The same question later than this is a new one, as in Wireshark.
    private const long SameWithin = 5_000_000_000;
    private readonly List<Entry> entries = [];
    private readonly Dictionary<(FlowKey Key, ushort Id), int> latest = [];

    private sealed class Entry
    {
        public FlowKey Key;
        public int Client, Repeats;
        public ushort Id, Type;
        public string Name = "";
        public long Asked, Answered;
        public int Code;
    }

    public long Unlisted { get; private set; }

    public void Add(in Segment segment, long time)
    {
        if (segment.Key.FirstPort != Port && segment.Key.SecondPort != Port) return;
        ReadOnlySpan<byte> message = segment.Payload;
        if (message.Length < Header || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0) return;
        if (!DnsName.TryRead(message, Header, out string name, out int after) || after + 4 > message.Length) return;
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(message), type = BinaryPrimitives.ReadUInt16BigEndian(message[after..]);
        bool response = (message[2] & 0x80) != 0;
        Entry? entry = latest.TryGetValue((segment.Key, id), out int index) ? entries[index] : null;
        if (entry is not null && (entry.Type != type || entry.Name != name)) entry = null;
        if (response)
        {
            if (entry is null || entry.Answered != 0) return;
            entry.Answered = time;
            entry.Code = message[3] & 0xF;
            return;
        }
        if (entry is not null && entry.Answered == 0 && time - entry.Asked < SameWithin)
        {
            entry.Repeats++;
            return;
        }
        if (entries.Count == capacity)
        {
            Unlisted++;
            return;
        }
        latest[(segment.Key, id)] = entries.Count;
        entries.Add(new Entry { Key = segment.Key, Client = segment.Direction, Id = id, Type = type, Name = name, Asked = time });
    }

    public List<DnsTransaction> Summarize() => entries.ConvertAll(entry => new DnsTransaction
    {
        Client = entry.Key.End(entry.Client),
        Server = entry.Key.End(1 - entry.Client),
        Id = entry.Id,
        Name = entry.Name,
        Type = DnsName.Type(entry.Type),
        Started = Nanoseconds.Instant(entry.Asked),
        ResponseCode = entry.Answered != 0 ? entry.Code : null,
        ResponseTime = entry.Answered != 0 ? Nanoseconds.Span(entry.Answered - entry.Asked) : null,
        Retransmissions = entry.Repeats,
    });
}
