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
