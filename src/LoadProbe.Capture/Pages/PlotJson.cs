using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>The packets of one flow as the page draws them: a column each for time, side, numbers and kind.</summary>
internal static class PlotJson
{
    /// <summary>Lines of the table beside a plot.</summary>
    private const int MostFindings = 200;

    public static void Write(Utf8JsonWriter json, FlowTrace trace)
    {
        ReadOnlySpan<TracedPacket> packets = trace.Kept;
        int[] drawn = PlotPoints.Of(packets);
        long begun = packets.IsEmpty ? 0 : packets[0].Time;
        json.WriteNumber("seen", trace.Packets);
        Column(json, "t", packets, drawn, packet => Seconds(packet.Time - begun));
        Column(json, "client", packets, drawn, packet => packet.FromClient ? 1 : 0);
        Column(json, "from", packets, drawn, packet => packet.Sequence);
        Column(json, "to", packets, drawn, packet => packet.End);
        Column(json, "ack", packets, drawn, packet => packet.Acknowledgement);
        Column(json, "window", packets, drawn, packet => packet.Scaled ? packet.Window : -1);
        Column(json, "kind", packets, drawn, Kind);
        Column(json, "hole", packets, drawn, packet => packet.Has(Findings.OpensHole) ? packet.Missing : 0);
        Samples(json, packets, drawn, begun);
        Stalls(json, packets, begun);
        Found(json, packets, begun);
    }

    /// <summary>0 as usual, 1 sent again, 2 reordered, 3 a copy or the capture's own disorder, 4 a reset, 5 a probe.</summary>
    private static decimal Kind(TracedPacket packet) =>
        packet.Has(TcpFlags.Reset) ? 4
        : packet.Has(Findings.CapturedTwice | Findings.CapturedLate | Findings.OlderConnection | Findings.NotAnalysed) ? 3
        : packet.Has(Findings.Again) ? 1
        : packet.Has(Findings.FillsReordered) ? 2
        : packet.Has(Findings.WindowProbe | Findings.KeepAlive) ? 5 : 0;

    private static void Column(Utf8JsonWriter json, string name, ReadOnlySpan<TracedPacket> packets, int[] drawn, Func<TracedPacket, decimal> value)
    {
        json.WriteStartArray(name);
        foreach (int i in drawn) json.WriteNumberValue(value(packets[i]));
        json.WriteEndArray();
    }

    private static void Samples(Utf8JsonWriter json, ReadOnlySpan<TracedPacket> packets, int[] drawn, long begun)
    {
        json.WriteStartArray("rtt");
        foreach (int i in drawn)
        {
            TracedPacket packet = packets[i];
            foreach ((string by, long trip) in ((string, long)[])[("handshake", packet.Handshake), ("seq_ack", packet.SequenceTrip), ("timestamps", packet.TimestampTrip)])
            {
                if (trip <= 0) continue;
                json.WriteStartArray();
                json.WriteNumberValue(Seconds(packet.Time - begun));
                json.WriteStringValue(by);
                json.WriteNumberValue(Seconds(trip));
                json.WriteEndArray();
            }
        }
        json.WriteEndArray();
    }

    /// <summary>From when to when which side had no room.</summary>
    private static void Stalls(Utf8JsonWriter json, ReadOnlySpan<TracedPacket> packets, long begun)
    {
        json.WriteStartArray("stalls");
        foreach (bool client in (ReadOnlySpan<bool>)[true, false])
        {
            long? closed = null;
            foreach (ref readonly TracedPacket packet in packets)
            {
                if (packet.FromClient == client && packet.Has(Findings.WindowCloses)) closed ??= packet.Time;
                bool opens = packet.FromClient == client && packet.Has(Findings.WindowOpens);
                if (closed is not { } since || !(opens || packet.Has(TcpFlags.Reset))) continue;
                Stall(json, client, since - begun, packet.Time - begun);
                closed = null;
            }
            if (closed is { } open) Stall(json, client, open - begun, packets[^1].Time - begun);
        }
        json.WriteEndArray();
    }

    private static void Stall(Utf8JsonWriter json, bool client, long from, long to)
    {
        json.WriteStartArray();
        json.WriteNumberValue(client ? 1 : 0);
        json.WriteNumberValue(Seconds(from));
        json.WriteNumberValue(Seconds(to));
        json.WriteEndArray();
    }

    private static void Found(Utf8JsonWriter json, ReadOnlySpan<TracedPacket> packets, long begun)
    {
        json.WriteStartArray("found");
        long all = 0;
        foreach (ref readonly TracedPacket packet in packets)
        {
            if (!packet.Trouble || all++ >= MostFindings) continue;
            json.WriteStartArray();
            json.WriteNumberValue(Seconds(packet.Time - begun));
            json.WriteNumberValue(packet.FromClient ? 1 : 0);
            json.WriteNumberValue(packet.Sequence);
            json.WriteNumberValue(packet.Length);
            json.WriteStringValue(PacketWords.Of(packet));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteNumber("found_all", all);
    }

    private static decimal Seconds(long nanoseconds) => Math.Round(nanoseconds / 1_000_000_000m, 7);
}
