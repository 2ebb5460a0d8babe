using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>Messages of DNS over TCP (RFC 7766): of each its header and its question are looked at, the rest is counted off.</summary>
internal sealed class DnsStream(DnsTable table) : PayloadSink
{
    // A length, a header, the longest name, type and class.
    private const int LengthBytes = 2, Most = LengthBytes + 12 + 256 + 4;
    private readonly Side fromClient = new(), fromServer = new();
    private FlowKey key;
    private int client;

    private sealed class Side
    {
        public readonly byte[] Head = new byte[Most];
        public int Have;

        /// <summary>Bytes of the message that are still to come; −1 before its length is known.</summary>
        public long Left = -1;

        /// <summary>It is not known any more where a message begins.</summary>
        public bool Lost;
    }

    public void Begin(in FlowKey ends, int clientEnd)
    {
        (key, client) = (ends, clientEnd);
        Clear();
    }

    /// <summary>Nothing was said yet.</summary>
    public void Clear()
    {
        foreach (Side side in (ReadOnlySpan<Side>)[fromClient, fromServer]) (side.Have, side.Left, side.Lost) = (0, -1, false);
    }

    public override bool Wants(bool client) => !(client ? fromClient : fromServer).Lost;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        Side side = client ? fromClient : fromServer;
        while (bytes.Length > 0 && !side.Lost)
        {
            int wanted = side.Left < 0 ? LengthBytes - side.Have : (int)Math.Min(side.Left, bytes.Length);
            int taken = Math.Min(wanted, bytes.Length), kept = Math.Min(taken, Most - side.Have);
            bytes[..kept].CopyTo(side.Head.AsSpan(side.Have));
            side.Have += kept;
            bytes = bytes[taken..];
            Advance(side, client, taken, time);
        }
    }

    public override void Gap(bool client, long offset, long count, long time)
    {
        Side side = client ? fromClient : fromServer;
        // What is behind the question may be missing.
        if (side.Left < count || !DnsTable.TryQuestion(side.Head.AsSpan(LengthBytes, side.Have - LengthBytes), out _)) side.Lost = true;
        else Advance(side, client, count, time);
    }

    private void Advance(Side side, bool ofClient, long count, long time)
    {
        if (side.Left < 0)
        {
            if (side.Have == LengthBytes) side.Left = BinaryPrimitives.ReadUInt16BigEndian(side.Head);
        }
        else
        {
            side.Left -= count;
        }

        if (side.Left != 0) return;
        table.AddOverTcp(key, client, ofClient, side.Head.AsSpan(LengthBytes, side.Have - LengthBytes), time);
        (side.Have, side.Left) = (0, -1);
    }
}
