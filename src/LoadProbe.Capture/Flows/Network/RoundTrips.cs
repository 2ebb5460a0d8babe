namespace LoadProbe.Capture;

/// <summary>Round trips client → server → client of one conversation, by three estimators. Times are nanoseconds, 0 when not known.</summary>
internal sealed class RoundTrips
{
    private readonly TimestampEchoes echoes = new();
    private readonly RttSamples sequence = new(), timestamps = new();
    private long handshake, syn, latest;
    private int syns, synAcks;
    private bool named;
    private HandshakeEstimator handshakeBy;

    /// <summary>Of all samples.</summary>
    public long Least { get; private set; }

    /// <summary>Smoothed as a sender's timer does (RFC 6298 §2).</summary>
    public long Smoothed { get; private set; }

    public FlowTrace? Trace { get; set; }

    public void Clear()
    {
        echoes.Clear();
        sequence.Clear();
        timestamps.Clear();
        handshake = syn = latest = Least = Smoothed = 0;
        syns = synAcks = 0;
        named = false;
        handshakeBy = HandshakeEstimator.NotSeen;
    }

    public void FromClient(in Segment segment, long time)
    {
        if (segment.Has(TcpFlags.Syn) && syns++ == 0) syn = time;
        if (segment.Timestamps && segment.Span > 0) echoes.Sent(segment.TimestampValue, time);
    }

    public void FromServer(in Segment segment, long time)
    {
        // With payload the server's think time may be in it.
        bool echoed = segment.Timestamps && segment.Has(TcpFlags.Ack) && echoes.TryEcho(segment.TimestampEcho, time, out long roundTrip) && segment.PayloadLength == 0 && Take(timestamps, roundTrip);
        if (echoed) Trace?.Echo(latest);
        if (segment.Has(TcpFlags.Syn)) SynAck(time, echoed);
    }

    public void Acknowledged(long roundTrip)
    {
        if (Take(sequence, roundTrip)) Trace?.Acknowledge(roundTrip);
    }

    public RoundTripFigures Summarize() => new()
    {
        Handshake = handshakeBy is HandshakeEstimator.Karn or HandshakeEstimator.Timestamp ? Nanoseconds.Span(handshake) : null,
        HandshakeBy = handshakeBy,
        Sequence = sequence.Summarize(),
        Timestamps = timestamps.Summarize(),
        Least = Least > 0 ? Nanoseconds.Span(Least) : null,
    };

    private void SynAck(long time, bool echoed)
    {
        synAcks++;
        if (syns == 0 || time < syn) return;
        if (synAcks == 1)
        {
            named = echoed;
            handshake = echoed ? latest : time - syn;
            if (syns == 1 || echoed) Trace?.Shake(handshake);
            if (syns == 1 && !echoed) Note(handshake);
        }
        handshakeBy = syns == 1 && synAcks == 1 ? HandshakeEstimator.Karn : named ? HandshakeEstimator.Timestamp : HandshakeEstimator.Ambiguous;
    }

    private bool Take(RttSamples samples, long roundTrip)
    {
        if (roundTrip <= 0) return false;
        samples.Add(roundTrip);
        latest = roundTrip;
        Note(roundTrip);
        return true;
    }

    private void Note(long roundTrip)
    {
        if (roundTrip <= 0) return;
        Least = Least == 0 ? roundTrip : Math.Min(Least, roundTrip);
        Smoothed = Smoothed == 0 ? roundTrip : Smoothed + (roundTrip - Smoothed) / 8;
    }
}
