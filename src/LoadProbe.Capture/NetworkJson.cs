using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>Writes the analysis of the network as it stands in a flow of <c>analyze --json</c>; docs/npm.md has every key.</summary>
internal static class NetworkJson
{
    public static void Write(Utf8JsonWriter json, NetworkAnalysis network)
    {
        json.WriteStartObject("network");
        Direction(json, "client", network.Directions.Client);
        Direction(json, "server", network.Directions.Server);
        RoundTrips(json, network.RoundTrips);
        Connection(json, network.Connection);
        json.WriteEndObject();
    }

    private static void Direction(Utf8JsonWriter json, string name, DirectionFigures figures)
    {
        json.WriteStartObject(name);
        json.WriteNumber("payload_segments", figures.PayloadSegments);
        json.WriteNumber("lost", figures.Lost);
        if (figures.LossRatio is { } ratio) json.WriteNumber("loss_ratio", Math.Round((decimal)ratio, 6));
        json.WriteStartObject("retransmissions");
        json.WriteNumber("fast", figures.Retransmissions.Fast);
        json.WriteNumber("tlp", figures.Retransmissions.TailProbe);
        json.WriteNumber("timeout", figures.Retransmissions.Timeout);
        json.WriteNumber("spurious", figures.Retransmissions.Spurious);
        json.WriteEndObject();
        json.WriteExactSeconds("retransmission_delay_seconds", figures.RetransmissionDelay);
        json.WriteNumber("reordered", figures.Reordered);
        json.WriteNumber("capture_loss", figures.CaptureLoss);
        json.WriteNumber("capture_duplicates", figures.CaptureDuplicates);
        json.WriteNumber("sack_blocks", figures.SackBlocks);
        json.WriteNumber("dsacks", figures.Dsacks);
        json.WriteExactSeconds("zero_window_seconds", figures.ZeroWindow);
        json.WriteExactSeconds("window_full_seconds", figures.WindowFull);
        json.WriteNumber("keep_alives", figures.KeepAlives);
        if (figures.LostWithoutHole > 0) json.WriteNumber("lost_without_hole", figures.LostWithoutHole);
        if (figures.UntrackedHoles > 0) json.WriteNumber("untracked_holes", figures.UntrackedHoles);
        json.WriteEndObject();
    }

    private static void RoundTrips(Utf8JsonWriter json, RoundTripFigures trips)
    {
        json.WriteStartObject("rtt");
        json.WriteExactSeconds("min_seconds", trips.Least);
        json.WriteStartObject("handshake");
        json.WriteString("estimator", trips.HandshakeBy switch
        {
            HandshakeEstimator.Karn => "karn",
            HandshakeEstimator.Timestamp => "timestamp",
            HandshakeEstimator.Ambiguous => "ambiguous",
            _ => "not_seen",
        });
        json.WriteExactSeconds("seconds", trips.Handshake);
        json.WriteEndObject();
        Distribution(json, "seq_ack", "never-retransmitted", trips.Sequence);
        Distribution(json, "timestamps", "tsval-tsecr", trips.Timestamps);
        json.WriteEndObject();
    }

    private static void Distribution(Utf8JsonWriter json, string name, string estimator, Distribution times)
    {
        json.WriteStartObject(name);
        json.WriteString("estimator", estimator);
        json.WriteNumber("n", times.Count);
        if (times.Count > 0)
        {
            json.WriteExactSeconds("min", times.Min);
            json.WriteExactSeconds("p50", times.P50);
            json.WriteExactSeconds("p95", times.P95);
            json.WriteExactSeconds("p99", times.P99);
            json.WriteExactSeconds("max", times.Max);
        }
        json.WriteEndObject();
    }

    private static void Connection(Utf8JsonWriter json, ConnectionFigures connection)
    {
        json.WriteStartObject("connection");
        json.WriteString("outcome", connection.Outcome.Word());
        json.WriteBoolean("mid_stream", connection.MidStream);
        json.WriteNumber("syn_retransmissions", connection.SynRetransmissions);
        json.WriteExactSeconds("syn_retransmission_delay_seconds", connection.SynRetransmissionDelay);
        if (connection.Reset is { } reset)
        {
            json.WriteStartObject("reset");
            json.WriteString("by", reset.ByClient ? "client" : "server");
            json.WriteExactSeconds("after_seconds", reset.After);
            json.WriteExactSeconds("since_last_data_seconds", reset.SinceLastPayload);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
