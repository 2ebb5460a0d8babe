namespace LoadProbe.Capture;

/// <summary>QUIC version 1: finds connections by their Initial packets. Keeps the first ones up to its bound.</summary>
internal sealed class QuicTable(int capacity)
{
    // A client fills the datagrams of its Initials up to this (RFC 9000 §14.1), and its first id has 8 bytes or more (§7.2).
    private const int LeastDatagram = 1200, LeastId = 8, MostCoalesced = 8;
    private readonly List<QuicHandshake> connections = [];
    private readonly Dictionary<FlowKey, QuicHandshake> latest = [];
    private byte[] room = [];

    public long Unlisted { get; private set; }

    public void Add(in Segment segment, long time)
    {
        if (capacity == 0 || !QuicPacket.IsLong(segment.Payload)) return;
        ReadOnlySpan<byte> datagram = segment.Payload;
        for (int i = 0; i < MostCoalesced && QuicPacket.TryTake(ref datagram, out QuicPacket packet); i++)
        {
            QuicHandshake? known = latest.GetValueOrDefault(segment.Key);
            if (known is not null && known.Client != segment.Direction) known.FromServer(packet.Type, packet.Source, time);
            else if (packet.Type == QuicPacket.Initial) FromClient(known, packet, segment, time);
        }
    }

    public List<QuicConnection> Summarize() => connections.ConvertAll(connection => connection.Summarize());

    private void FromClient(QuicHandshake? known, in QuicPacket packet, in Segment segment, long time)
    {
        if (known is not null && known.IsSettled(packet.Destination)) return;
        bool opened = TryOpen(packet, out ReadOnlySpan<byte> frames);
        if (known is null || !known.Expects(packet.Destination))
        {
            // A cut one cannot be opened; then its form has to do, and only where nothing is known.
            bool begins = opened || (known is null && !packet.Whole && segment.PayloadLength >= LeastDatagram && packet.Destination.Length >= LeastId);
            if (!begins || (known = Begin(segment, time)) is null) return;
        }
        known.FromClient(packet.Destination, time);
        if (opened) known.Frames(frames);
    }

    private QuicHandshake? Begin(in Segment segment, long time)
    {
        if (connections.Count == capacity)
        {
            Unlisted++;
            return null;
        }
        var connection = new QuicHandshake(segment.Key, segment.Direction, time);
        connections.Add(connection);
        latest[segment.Key] = connection;
        return connection;
    }

    private bool TryOpen(in QuicPacket packet, out ReadOnlySpan<byte> frames)
    {
        frames = default;
        if (!packet.Whole) return false;
        if (room.Length < packet.Bytes.Length) room = new byte[Math.Max(2048, packet.Bytes.Length)];
        packet.Bytes.CopyTo(room);
        var keys = new QuicKeys(packet.Destination, stackalloc byte[QuicKeys.Room]);
        if (!keys.TryOpen(room.AsSpan(0, packet.Bytes.Length), packet.NumberAt, out Range opened)) return false;
        frames = room.AsSpan(opened);
        return true;
    }
}
