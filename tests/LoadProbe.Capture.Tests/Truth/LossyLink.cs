using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LoadProbe.Capture.Tests;

/// <summary>The way between two networks. It delays every packet, and drops, holds back or doubles those a seed chooses, and knows which.</summary>
internal sealed unsafe partial class LossyLink : IDisposable
{
    private const byte Tcp = 6;
    private const int Most = 65536, NothingDue = 50;
    private static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;
    private readonly TunDevice client, server;
    private readonly LinkFaults faults;
    private readonly Random random;
    private readonly PriorityQueue<(byte[] Packet, bool FromClient), (long Due, long Number)> under = new();
    private readonly Thread thread;
    private volatile bool stopped;
    private long number;

    public LossyLink(TunDevice client, TunDevice server, LinkFaults faults)
    {
        (this.client, this.server, this.faults) = (client, server, faults);
        random = new Random(faults.Seed);
        thread = new Thread(Forward) { IsBackground = true, Priority = ThreadPriority.Highest };
        thread.Start();
    }

    /// <summary>To be read when it has stopped, as the counts.</summary>
    public List<LinkEvent> Log { get; } = [];

    /// <summary>Of each connection, by the client's port: last byte of a request at the server → first byte of its answer, in order.</summary>
    public Dictionary<ushort, ServedTimes> Served { get; } = [];

    /// <summary>Packets a capture at the client sees.</summary>
    public long AtClient { get; private set; }

    /// <summary>Nothing is forwarded any more.</summary>
    public void Stop()
    {
        stopped = true;
        thread.Join();
    }

    public void Dispose() => Stop();

    private void Forward()
    {
        byte[] buffer = new byte[Most];
        Descriptor* descriptors = stackalloc Descriptor[2];
        descriptors[0] = new Descriptor { Number = client.Descriptor, Events = 1 };
        descriptors[1] = new Descriptor { Number = server.Descriptor, Events = 1 };
        while (!stopped)
        {
            Deliver();
            int wait = under.TryPeek(out _, out (long Due, long) next) ? (int)Math.Clamp((next.Due - Stopwatch.GetTimestamp()) / (1000 * Microsecond), 0, NothingDue) : NothingDue;
            _ = Poll(descriptors, 2, wait);
            Take(client, true, buffer);
            Take(server, false, buffer);
        }
    }

    private void Deliver()
    {
        while (under.TryPeek(out (byte[] Packet, bool FromClient) first, out (long Due, long) when) && when.Due <= Stopwatch.GetTimestamp())
        {
            under.Dequeue();
            if (!first.FromClient) AtClient++;
            (first.FromClient ? server : client).Write(first.Packet);
            if (first.FromClient) Of(first.Packet, sourcePort: true, out uint sequence, out int payload).Request(sequence, payload);
        }
    }

    private void Take(TunDevice from, bool fromClient, byte[] buffer)
    {
        for (int length; (length = from.Read(buffer)) > 0;)
        {
            // What a network says by itself (neighbours, groups) goes nowhere and is not captured either.
            if (buffer[0] >> 4 != 4 || buffer[9] != Tcp) continue;
            byte[] packet = buffer[..length];
            if (fromClient) AtClient++;
            else Of(packet, sourcePort: false, out uint sequence, out int payload).Answer(sequence, payload);
            long due = Stopwatch.GetTimestamp() + (long)(faults.Delay.TotalMicroseconds * Microsecond);
            // Three draws for each packet, so that one choice does not shift another.
            double drop = random.NextDouble(), hold = random.NextDouble(), twice = random.NextDouble();
            if (drop < faults.Drop)
            {
                Note(packet, fromClient, LinkDeed.Dropped);
                continue;
            }
            if (hold < faults.Reorder)
            {
                Note(packet, fromClient, LinkDeed.Reordered);
                due += random.Next(2000, 20_000) * Microsecond;
            }
            under.Enqueue((packet, fromClient), (due, number++));
            if (twice >= faults.Duplicate) continue;
            Note(packet, fromClient, LinkDeed.Duplicated);
            under.Enqueue((packet, fromClient), (due + random.Next(0, 5000) * Microsecond, number++));
        }
    }

    private void Note(byte[] packet, bool fromClient, LinkDeed deed)
    {
        Of(packet, fromClient, out uint sequence, out int payload);
        Log.Add(new LinkEvent(fromClient, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan((packet[0] & 0xF) * 4 + (fromClient ? 0 : 2))), sequence, payload, deed));
    }

    private ServedTimes Of(byte[] packet, bool sourcePort, out uint sequence, out int payload)
    {
        int header = (packet[0] & 0xF) * 4, tcp = (packet[header + 12] >> 4) * 4;
        sequence = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(header + 4));
        payload = packet.Length - header - tcp;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(header + (sourcePort ? 0 : 2)));
        if (!Served.TryGetValue(port, out ServedTimes? times)) Served[port] = times = new ServedTimes();
        return times;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int Number;
        public short Events, Returned;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Descriptor* descriptors, nint count, int milliseconds);
}
