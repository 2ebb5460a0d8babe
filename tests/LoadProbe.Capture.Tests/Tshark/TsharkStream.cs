using System.Globalization;

namespace LoadProbe.Capture.Tests;

/// <summary>What tshark says of one conversation.</summary>
internal sealed class TsharkStream
{
    private const string Client = "10.79.0.1";

    /// <summary>Of payload, without those it calls spurious: the nearest it has to losses.</summary>
    public Sides<long> Retransmissions { get; private set; }
    public TimeSpan? InitialRtt { get; private set; }

    /// <summary>Least time to an acknowledgement by the server.</summary>
    public TimeSpan? LeastAckRtt { get; private set; }

    /// <summary>Of each answer, in order: end of the request to the answer.</summary>
    public List<TimeSpan> HttpTimes { get; } = [];

    public static async Task<List<TsharkStream>> ReadAsync(string capture, CancellationToken token)
    {
        string[] words = ["tcp.stream", "ip.src", "tcp.len", "tcp.analysis.retransmission", "tcp.analysis.spurious_retransmission", "tcp.analysis.initial_rtt", "tcp.analysis.ack_rtt", "http.time"];
        List<TsharkStream> streams = [];
        foreach (string[] fields in await Tshark.FieldsAsync(capture, "tcp", words, token))
        {
            int stream = int.Parse(fields[0], CultureInfo.InvariantCulture);
            while (streams.Count <= stream) streams.Add(new TsharkStream());
            streams[stream].Add(fields[1] == Client, fields[2] != "0" && fields[3] != "" && fields[4] == "", Span(fields[5]), Span(fields[6]), Span(fields[7]));
        }
        return streams;
    }

    private void Add(bool client, bool retransmission, TimeSpan? initialRtt, TimeSpan? ackRtt, TimeSpan? httpTime)
    {
        if (retransmission) Retransmissions = client ? Retransmissions with { Client = Retransmissions.Client + 1 } : Retransmissions with { Server = Retransmissions.Server + 1 };
        InitialRtt ??= initialRtt;
        if (!client && ackRtt is { } rtt && (LeastAckRtt is null || rtt < LeastAckRtt)) LeastAckRtt = rtt;
        if (httpTime is { } time) HttpTimes.Add(time);
    }

    private static TimeSpan? Span(string seconds) => seconds == "" ? null : TimeSpan.FromSeconds(double.Parse(seconds.Split(',')[0], CultureInfo.InvariantCulture));
}
