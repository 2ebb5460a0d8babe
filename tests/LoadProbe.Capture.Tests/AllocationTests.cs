using System.Text;

namespace LoadProbe.Capture.Tests;

public class AllocationTests
{
    private const int Rounds = 2000, Passes = 5;

    [Fact]
    public void A_packet_of_a_known_flow_allocates_nothing()
    {
        byte[] request = Frame(file => file.Client(0, Encoding.Latin1.GetString(new byte[200])));
        byte[] response = Frame(file => file.Server(0, Encoding.Latin1.GetString(new byte[900]), 200));
        byte[] acknowledgement = Frame(file => file.ClientAck(200, 900));
        var table = new FlowTable(new FlowOptions { ExchangesPerFlow = 256 });
        long clock = 1_700_000_000_000_000_000;
        long least = long.MaxValue;
        for (int pass = 0; pass < Passes; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Round(table, request, response, acknowledgement, ref clock, Rounds);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The least: in some pass the runtime recompiles hot methods on this thread.
        Assert.Equal(0, least);
        Assert.Equal(3 * Passes * Rounds, table.Packets);
        Assert.Equal(Passes * Rounds - 256, Assert.Single(table.Summarize()).Forgotten);
    }

    /// <summary>Timestamps, holes with selective acknowledgements, their filling late and soon, what is sent again, and copies.</summary>
    [Fact]
    public void Losses_reordering_and_their_options_allocate_nothing()
    {
        (byte[] Frame, double After)[] frames =
        [
            (Frame(file => file.Stamped(true, 0, new string('x', 100), stamp: 1)), 1), (Frame(file => file.Stamped(true, 100, new string('x', 100), stamp: 2)), 1),
            (Frame(file => file.ServerSack(0, 0, (100, 200))), 5), (Frame(file => file.Stamped(true, 0, new string('x', 100), stamp: 10)), 1),
            (Frame(file => file.Stamped(false, 0, "", 200, stamp: 4, echo: 10)), 1),
            (Frame(file => file.Stamped(false, 100, new string('x', 100), 200, stamp: 5, echo: 10)), 5), (Frame(file => file.ClientSack(200, 0, (100, 200))), 1),
            (Frame(file => file.Stamped(false, 0, new string('x', 100), 200, stamp: 20, echo: 10)), 20), (Frame(file => file.ClientAck(200, 200)), 1),
            (Frame(file => file.ClientAck(200, 200, 0)), 1), (Frame(file => file.ClientAck(200, 200)), 1),
        ];
        var table = new FlowTable(new FlowOptions { ExchangesPerFlow = 256 });
        foreach (byte[] frame in Handshake()) Add(table, frame, 1_699_999_999_000_000_000);
        long clock = 1_700_000_000_000_000_000, least = long.MaxValue;
        for (int pass = 0; pass < Passes; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < Rounds; round++)
                foreach ((byte[] frame, double after) in frames)
                {
                    Add(table, frame, clock += (long)(after * 1_000_000));
                    Shift(frame, 200, 200, 40);
                }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        NetworkAnalysis network = Assert.Single(table.Summarize()).Network;
        Assert.Equal(0, least);
        Assert.Equal((Passes * Rounds, Passes * Rounds), (network.Directions.Client.Lost, network.Directions.Server.Lost));
        Assert.True(network.RoundTrips.Timestamps.Count > Rounds, $"{network.RoundTrips.Timestamps.Count} samples");
    }

    [Fact]
    public void Bodies_of_HTTP_2_and_packets_of_QUIC_allocate_nothing()
    {
        byte[] ask = [.. Http2Bytes.Preface, .. Http2Bytes.Get(1, "/a")], answer = Http2Bytes.Answer(1, "200"), body = Http2Bytes.Data(1, 891, end: false);
        byte[] data = Frame(file => file.Server(answer.Length, body, ask.Length)), acknowledgement = Frame(file => file.ClientAck(ask.Length, answer.Length + body.Length));
        byte[] datagram = Frame(file => file.Datagram(true, QuicBytes.Short));
        var table = new FlowTable(new FlowOptions { ExchangesPerFlow = 256 });
        foreach (byte[] frame in (byte[][])[.. Handshake(), Frame(file => file.Client(0, ask)), Frame(file => file.Server(0, answer, ask.Length))]) Add(table, frame, 1_699_999_999_000_000_000);
        long clock = 1_700_000_000_000_000_000, least = long.MaxValue;
        for (int pass = 0; pass < Passes; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < Rounds; round++)
            {
                Add(table, data, clock += 1_000_000);
                Add(table, acknowledgement, clock += 1_000_000);
                Add(table, datagram, clock += 1_000_000);
                Advance(data, 38, (uint)body.Length);
                Advance(acknowledgement, 42, (uint)body.Length);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        FlowRequest request = Assert.Single(Assert.Single(table.Summarize()).Requests);
        Assert.Equal(0, least);
        Assert.Equal(("/a", 200, 1 + (3 * Passes * Rounds - 2) * 0.001), (request.Target, request.Status, request.Transfer!.Value.TotalSeconds));
    }

    private static IEnumerable<byte[]> Handshake() =>
        [Frame(file => file.Send(true, 0, 0, 2)), Frame(file => file.Send(false, 0, 1, 18)), Frame(file => file.ClientAck(0, 0))];

    // Sequence numbers, blocks and timestamps of the next round.
    private static void Shift(byte[] frame, uint client, uint server, uint stamps)
    {
        bool fromClient = frame[29] == 1;
        Advance(frame, 38, fromClient ? client : server);
        Advance(frame, 42, fromClient ? server : client);
        if (frame[46] >> 4 == 5) return;
        bool stamped = frame[56] == 8;
        Advance(frame, 58, stamped ? stamps : fromClient ? server : client);
        Advance(frame, 62, stamped ? stamps : fromClient ? server : client);
    }

    private static void Round(FlowTable table, byte[] request, byte[] response, byte[] acknowledgement, ref long clock, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Add(table, request, clock += 1_000_000);
            Add(table, response, clock += 1_000_000);
            Add(table, acknowledgement, clock += 1_000_000);
            Advance(request, 38, 200);
            Advance(request, 42, 900);
            Advance(response, 38, 900);
            Advance(response, 42, 200);
            Advance(acknowledgement, 38, 200);
            Advance(acknowledgement, 42, 900);
        }
    }

    private static void Add(FlowTable table, byte[] frame, long time) =>
        table.Add(new CapturedPacket { Bytes = frame, WireLength = frame.Length, LinkType = LinkType.Ethernet, Time = time });

    private static void Advance(byte[] frame, int at, uint by)
    {
        Span<byte> field = frame.AsSpan(at, 4);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(field, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(field) + by);
    }

    private static byte[] Frame(Action<PacketFile> build)
    {
        var file = new PacketFile();
        build(file);
        return file.Bytes[40..];
    }
}
