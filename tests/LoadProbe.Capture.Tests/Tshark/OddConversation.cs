namespace LoadProbe.Capture.Tests;

/// <summary>
/// A TCP conversation in which each rule of a classifier is met by chance, alone and together with others: segments sent again, early, late, cut otherwise, jumped over; acknowledgements of less and
/// of more than was sent; windows that close and fill; probes, keep-alives, resets, SYNs again and on used ports; times around each limit. No TCP stack would say all of it.
/// </summary>
internal sealed class OddConversation
{
    private const byte Fin = 1, Syn = 2, Reset = 4, Push = 8, Ack = 16;
    private readonly Random random;
    private readonly List<(long Time, byte[] Frame)> packets;
    private readonly OddSide client, server;
    private readonly long roundTrip;
    private readonly bool multipath;
    private long time;

    private OddConversation(Random random, int number, long start, List<(long, byte[])> packets)
    {
        (this.random, this.packets, time) = (random, packets, start);
        client = new OddSide(random, [10, 0, (byte)(number >> 8), (byte)number], (ushort)(10_000 + random.Next(50_000)));
        server = new OddSide(random, [11, 0, 0, (byte)random.Next(4)], (ushort)random.Pick(80, 443, 8080, 9999, 50_000 + random.Next(9000)));
        roundTrip = random.Pick(10, 1000, 10_000, 30_000, 200_000);
        multipath = random.Next(10) == 0;
        client.Begin();
        server.Begin();
    }

    /// <summary>A capture of so many of them at once; the same seed gives the same.</summary>
    public static byte[] Capture(int seed, int count)
    {
        var random = new Random(seed);
        List<(long Time, byte[] Frame)> packets = [];
        for (int i = 0; i < count; i++) new OddConversation(random, i, random.NextInt64(count * 20_000L), packets).Play();
        var file = new PacketFile();
        foreach ((long at, byte[] frame) in packets.OrderBy(packet => packet.Time))
        {
            file.Clock = TimeSpan.FromMicroseconds(at);
            file.Frame(frame);
        }
        return file.Bytes;
    }

    private void Play()
    {
        if (random.NextDouble() < 0.75) Handshake();
        for (int left = random.Pick(2, 5, 10, 30, 60); left > 0; left--)
        {
            Wait();
            (OddSide from, OddSide to) = random.Next(2) == 0 ? (client, server) : (server, client);
            Step(from, to, random.Next(100));
        }
    }

    private void Handshake()
    {
        do Send(client, server, client.Initial, 0, Syn, options: Scaling(client));
        while (random.NextDouble() < 0.15 && Wait());
        if (random.NextDouble() < 0.93)
        {
            time += roundTrip;
            do Send(server, client, server.Initial, client.Initial + 1, Syn | Ack, options: Scaling(server));
            while (random.NextDouble() < 0.1 && Wait());
        }
        client.Next++;
        server.Next++;
        if (random.NextDouble() < 0.95 && Wait()) Send(client, server, client.Next, server.Next, Ack);
    }

    private void Step(OddSide from, OddSide to, int chance)
    {
        int length = random.Pick(1, 1, 2, 10, 100, 536, 1460);
        byte flags = random.NextDouble() < 0.3 ? (byte)(Ack | Push) : Ack;
        uint known = to.Acknowledged();
        switch (chance)
        {
            case < 30: Fresh(from, to, known, flags, length); break;
            case < 42: Send(from, to, from.Next, known, Ack); break;
            case < 55: AskAgain(from, to, known, flags); break;
            case < 67: SendAgain(from, to, known, flags); break;
            case < 72:
                from.Next += (uint)random.Pick(1, length);
                Fresh(from, to, known, flags, length);
                break;
            case < 77: Send(from, to, from.Next - 1, known, Ack, random.Next(2)); break;
            case < 82: Close(from, to, known); break;
            case < 86:
                from.Window = (ushort)random.Pick(from.Window, 1000, 2000, 5, 65_535);
                Send(from, to, from.Next, known, Ack);
                break;
            case < 89:
                int room = to.Window << (from.Scale is null ? 0 : to.Scale ?? 0);
                if (room is > 0 and <= 1460) Fresh(from, to, to.Next, flags, room);
                break;
            case < 91: Send(from, to, from.Next, known, random.Pick(Reset, (byte)(Reset | Ack)), window: random.Pick((ushort)0, from.Window)); break;
            case < 94:
                Fresh(from, to, known, Fin | Ack, random.Pick(0, 0, length));
                if (random.NextDouble() < 0.8) from.Next++;
                break;
            case 94: Send(from, to, from.Initial, from == client ? 0 : to.Initial + 1, from == client ? Syn : (byte)(Syn | Ack)); break;
            case 95: if (random.NextDouble() < 0.3) SamePorts(); break;
            case 96: Send(from, to, from.Next, known + (uint)random.Next(-2000, 2000), Ack); break;
            case 97: Send(from, to, from.Next + (uint)random.Next(-3000, 3000), known, flags, random.Pick(0, length)); break;
            default: Send(from, to, from.Next, 0, (byte)(flags & ~Ack), random.Pick(0, length)); break;
        }
    }

    private void Fresh(OddSide from, OddSide to, uint known, byte flags, int length)
    {
        Send(from, to, from.Next, known, flags, length);
        from.Sent.Add((from.Next, length));
        from.Next += (uint)length;
    }

    private void AskAgain(OddSide from, OddSide to, uint known, byte flags)
    {
        for (int left = random.Next(1, 5); left > 0; left--)
        {
            Send(from, to, from.Next, known, Ack);
            time += random.Pick(0, 10, 1000, 2900);
        }
        if (to.Sent.Count == 0 || random.Next(2) == 0) return;
        time += random.Pick(10, 10_000, 19_000, 20_000, 21_000, 30_000);
        int asked = to.Sent.FindIndex(sent => sent.Sequence == known);
        (uint sequence, int length) = to.Sent[asked < 0 ? random.Next(to.Sent.Count) : asked];
        Send(to, from, sequence, from.Next, flags, length);
    }

    private void SendAgain(OddSide from, OddSide to, uint known, byte flags)
    {
        if (from.Sent.Count == 0) return;
        (uint sequence, int length) = from.Sent[random.Next(Math.Max(0, from.Sent.Count - 6), from.Sent.Count)];
        if (random.NextDouble() < 0.3) length = Math.Max(0, length + random.Next(-3, 4));
        Send(from, to, sequence, known, flags, length);
    }

    private void Close(OddSide from, OddSide to, uint known)
    {
        from.Window = from.Window != 0 ? (ushort)0 : (ushort)random.Pick(5, 512, 65_535);
        Send(from, to, from.Next, known, Ack);
        if (from.Window != 0) return;
        for (int left = random.Next(3); left > 0; left--)
        {
            Wait();
            Send(to, from, to.Next, from.Next, Ack, 1);
            Wait();
            Send(from, to, from.Next, to.Next + (uint)random.Next(2), Ack);
        }
        if (random.Next(2) == 0) to.Next++;
    }

    private void SamePorts()
    {
        client.BeginAnew();
        Send(client, server, client.Initial, 0, Syn);
        client.Next++;
        if (random.NextDouble() < 0.2) return;
        server.BeginAnew();
        time += roundTrip;
        Send(server, client, server.Initial, client.Next, Syn | Ack);
        server.Next++;
        Wait();
        Send(client, server, client.Next, server.Next, Ack);
    }

    // Around the limits of 3 ms, 20 ms and the round trip.
    private bool Wait()
    {
        time += random.Next(2) == 0 ? random.Next(4000) : random.Pick(0, 1, 10, 100, 500, 1000, 2000, 2900, 3100, 5000, 19_000, 21_000, roundTrip / 2, roundTrip * 9 / 10, roundTrip * 11 / 10, 250_000, 1_000_000);
        return true;
    }

    private byte[] Scaling(OddSide side)
    {
        byte[] scaling = side.Scale is { } shift ? [2, 4, 5, 0xB4, 3, 3, (byte)shift, 1] : [];
        if (!multipath) return scaling;
        byte[] key = new byte[8];
        random.NextBytes(key);
        return [.. scaling, 30, 12, 0, 1, .. key];
    }

    // MPTCP: of data, an address that is gone, a priority.
    private byte[] Paths() => !multipath ? [] : random.Next(6) switch { 0 => [30, 4, 0x20, 0], 1 => [30, 4, 0x40, 7], 2 => [30, 3, 0x50, 1], _ => [] };

    private void Send(OddSide from, OddSide to, uint sequence, uint acknowledged, byte flags, int length = 0, byte[]? options = null, ushort? window = null) =>
        packets.Add((time, PacketFile.TcpFrame(from.Address, from.Port, to.Address, to.Port, sequence, acknowledged, flags, window ?? from.Window, new byte[length], options ?? Paths())));
}
