using System.Buffers.Binary;
using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>Writes captures of one TCP conversation (10.0.0.1:40000 to 10.0.0.2:80) packet by packet.</summary>
internal sealed class PacketFile(bool big = false, bool nanoseconds = false)
{
    public const uint ClientIsn = 1000, ServerIsn = 9000;
    private const byte Fin = 1, Syn = 2, Push = 8, Ack = 16;
    private readonly MemoryStream file = Header(big, nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4);
    private long said, answered;

    /// <summary>Of the next packet, since the start.</summary>
    public TimeSpan Clock { get; set; }

    /// <summary>Bytes kept of each packet.</summary>
    public int? SnapLength { get; init; }

    public byte[] Bytes => file.ToArray();

    public CaptureReport Analyze() => Captures.Analyze(Bytes);

    public FlowSummary Flow() => Assert.Single(Analyze().Flows);

    public PacketFile After(double milliseconds)
    {
        Clock += TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    /// <summary>SYN, SYN-ACK 10 ms later, ACK 1 ms after that.</summary>
    public PacketFile Handshake(ushort port = 40000) =>
        Send(true, 0, 0, Syn, port: port).After(10).Send(false, 0, 1, Syn | Ack, port: port).After(1).Send(true, 1, 1, Ack, port: port);

    public PacketFile Client(long offset, string text, long acknowledged = 0) => Data(true, offset, Encoding.Latin1.GetBytes(text), acknowledged);
    public PacketFile Server(long offset, string text, long acknowledged = 0) => Data(false, offset, Encoding.Latin1.GetBytes(text), acknowledged);
    public PacketFile Client(long offset, byte[] bytes, long acknowledged = 0) => Data(true, offset, bytes, acknowledged);
    public PacketFile Server(long offset, byte[] bytes, long acknowledged = 0) => Data(false, offset, bytes, acknowledged);

    /// <summary>What follows all that the client said before, when it knows all that the server said.</summary>
    public PacketFile ClientSays(byte[] bytes)
    {
        Client(said, bytes, answered);
        said += bytes.Length;
        return this;
    }

    /// <summary>As <see cref="ClientSays(byte[])"/>, of the server.</summary>
    public PacketFile ServerSays(byte[] bytes)
    {
        Server(answered, bytes, said);
        answered += bytes.Length;
        return this;
    }

    /// <summary>Bytes of the server that no packet has.</summary>
    public void ServerLoses(int bytes) => answered += bytes;

    public PacketFile ClientSays(string text) => ClientSays(Encoding.Latin1.GetBytes(text));
    public PacketFile ServerSays(string text) => ServerSays(Encoding.Latin1.GetBytes(text));

    public PacketFile ClientAck(long offset, long acknowledged, ushort window = 1000) => Send(true, offset + 1, acknowledged + 1, Ack, window: window);
    public PacketFile ServerAck(long offset, long acknowledged, ushort window = 1000) => Send(false, offset + 1, acknowledged + 1, Ack, window: window);
    public PacketFile ClientFin(long offset, long acknowledged) => Send(true, offset + 1, acknowledged + 1, Fin | Ack);
    public PacketFile ServerReset(long offset, long acknowledged) => Send(false, offset + 1, acknowledged + 1, 4 | Ack);

    public PacketFile Send(bool client, long sequence, long acknowledged, byte flags, byte[]? payload = null, ushort window = 1000, byte[]? options = null, ushort port = 40000, uint isn = ClientIsn, ushort identification = 0)
    {
        byte[] frame = TcpFrame([10, 0, 0, (byte)(client ? 1 : 2)], client ? port : (ushort)80, [10, 0, 0, (byte)(client ? 2 : 1)], client ? (ushort)80 : port,
            (uint)((client ? isn : ServerIsn) + sequence), (flags & Ack) == 0 ? 0 : (uint)((client ? ServerIsn : isn) + acknowledged), flags, window, payload ?? [], options ?? [], identification);
        return Frame(frame, SnapLength is { } snap ? Math.Min(snap, frame.Length) : null);
    }

    /// <summary>One segment in an Ethernet frame, with these numbers as they are.</summary>
    public static byte[] TcpFrame(ReadOnlySpan<byte> source, ushort sourcePort, ReadOnlySpan<byte> target, ushort targetPort, uint sequence, uint acknowledged, byte flags, ushort window, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> options, ushort identification = 0)
    {
        byte[] frame = new byte[14 + 20 + 20 + options.Length + payload.Length];
        frame[12] = 8;
        Span<byte> ip = frame.AsSpan(14), tcp = frame.AsSpan(34);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(frame.Length - 14));
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], identification);
        ip[9] = 6;
        source.CopyTo(ip[12..]);
        target.CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], targetPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = (byte)((20 + options.Length) / 4 << 4);
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], window);
        options.CopyTo(tcp[20..]);
        payload.CopyTo(tcp[(20 + options.Length)..]);
        return frame;
    }

    /// <summary>Payload with what tells one sending of it from another: the timestamp and, when it is not 0, the identification.</summary>
    public PacketFile Stamped(bool client, long offset, string text, long acknowledged = 0, uint stamp = 1, uint echo = 1, ushort identification = 0) =>
        Send(client, offset + 1, acknowledged + 1, text.Length == 0 ? Ack : (byte)(Push | Ack), Encoding.Latin1.GetBytes(text), options: Stamps(stamp, echo), identification: identification);

    public static byte[] Stamps(uint value, uint echo)
    {
        byte[] options = [1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(options.AsSpan(4), value);
        BinaryPrimitives.WriteUInt32BigEndian(options.AsSpan(8), echo);
        return options;
    }

    /// <summary>The server has these ranges of the client's payload.</summary>
    public PacketFile ServerSack(long offset, long acknowledged, params (long From, long To)[] blocks) =>
        Send(false, offset + 1, acknowledged + 1, Ack, options: Sack(ClientIsn, blocks));

    /// <summary>The client has these ranges of the server's payload.</summary>
    public PacketFile ClientSack(long offset, long acknowledged, params (long From, long To)[] blocks) =>
        Send(true, offset + 1, acknowledged + 1, Ack, options: Sack(ServerIsn, blocks));

    /// <summary>ICMP "host unreachable" for the client's segment of that sequence number.</summary>
    public PacketFile Unreachable(long sequence)
    {
        byte[] frame = new byte[14 + 20 + 8 + 20 + 8];
        frame[12] = 8;
        Span<byte> ip = frame.AsSpan(14), quoted = frame.AsSpan(14 + 28);
        ip[0] = quoted[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(frame.Length - 14));
        ip[9] = 1;
        ip[20] = 3;
        ip[21] = 1;
        quoted[9] = 6;
        quoted[12] = quoted[16] = 10;
        quoted[15] = 1;
        quoted[19] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(quoted[20..], 40000);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[22..], 80);
        BinaryPrimitives.WriteUInt32BigEndian(quoted[24..], (uint)(ClientIsn + sequence));
        return Frame(frame);
    }

    public PacketFile Frame(byte[] frame, int? captured = null)
    {
        long fraction = Clock.Ticks % TimeSpan.TicksPerSecond;
        Word(1_700_000_000 + (uint)(Clock.Ticks / TimeSpan.TicksPerSecond));
        Word((uint)(nanoseconds ? fraction * 100 : fraction / 10));
        Word((uint)(captured ?? frame.Length));
        Word((uint)frame.Length);
        file.Write(frame, 0, captured ?? frame.Length);
        return this;
    }

    private static byte[] Sack(uint isn, (long From, long To)[] blocks)
    {
        byte[] options = new byte[4 + blocks.Length * 8];
        options[0] = options[1] = 1;
        options[2] = 5;
        options[3] = (byte)(2 + blocks.Length * 8);
        for (int i = 0; i < blocks.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(options.AsSpan(4 + i * 8), (uint)(isn + 1 + blocks[i].From));
            BinaryPrimitives.WriteUInt32BigEndian(options.AsSpan(8 + i * 8), (uint)(isn + 1 + blocks[i].To));
        }
        return options;
    }

    private PacketFile Data(bool client, long offset, byte[] payload, long acknowledged) => Send(client, offset + 1, acknowledged + 1, Push | Ack, payload);

    private void Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (big) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        file.Write(bytes);
    }

    private static MemoryStream Header(bool big, uint magic)
    {
        byte[] header = new byte[24];
        header[big ? 5 : 4] = 2;
        header[big ? 7 : 6] = 4;
        header[big ? 23 : 20] = 1;
        if (big) BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        else BinaryPrimitives.WriteUInt32LittleEndian(header, magic);
        var stream = new MemoryStream();
        stream.Write(header);
        return stream;
    }
}
