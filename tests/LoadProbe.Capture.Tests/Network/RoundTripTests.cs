namespace LoadProbe.Capture.Tests;

/// <summary>Round trips by each estimator.</summary>
public class RoundTripTests
{
    private static readonly string Hundred = new('x', 100);
    private static readonly TimeSpan Ten = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void A_handshake_without_repetition_is_a_round_trip()
    {
        RoundTripFigures trips = new PacketFile().Handshake().Network().RoundTrips;

        Assert.Equal((Ten, HandshakeEstimator.Karn, Ten), (trips.Handshake, trips.HandshakeBy, trips.Least));
    }

    [Fact]
    public void A_repeated_SYN_leaves_it_open_which_was_answered()
    {
        RoundTripFigures trips = new PacketFile().Send(true, 0, 0, 2).After(1000).Handshake().Network().RoundTrips;

        Assert.Equal((null, HandshakeEstimator.Ambiguous, null), (trips.Handshake, trips.HandshakeBy, trips.Least));
    }

    [Theory]
    [InlineData(5000, 1010)]
    [InlineData(6000, 10)]
    public void The_echoed_timestamp_names_the_SYN_that_was_answered(uint echo, double milliseconds)
    {
        RoundTripFigures trips = new PacketFile().Send(true, 0, 0, 2, options: PacketFile.Stamps(5000, 0)).After(1000).Send(true, 0, 0, 2, options: PacketFile.Stamps(6000, 0))
            .After(10).Send(false, 0, 1, 18, options: PacketFile.Stamps(70, echo)).Network().RoundTrips;

        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), HandshakeEstimator.Timestamp), (trips.Handshake, trips.HandshakeBy));
    }

    [Fact]
    public void A_segment_sent_once_gives_a_sample_by_its_acknowledgement()
    {
        Distribution sequence = new PacketFile().Handshake().Client(0, Hundred).After(12).ServerAck(0, 100).Client(100, Hundred).After(30).ServerAck(0, 200).Network().RoundTrips.Sequence;

        Assert.Equal((2, TimeSpan.FromMilliseconds(12), TimeSpan.FromMilliseconds(30)), (sequence.Count, sequence.Min, sequence.Max));
    }

    [Fact]
    public void A_segment_sent_twice_gives_none() =>
        Assert.Equal(0, new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).After(10).ServerAck(0, 100).Network().RoundTrips.Sequence.Count);

    [Fact]
    public void A_segment_that_waited_for_another_gives_none() =>
        Assert.Equal(0, new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).After(10).ServerSack(0, 0, (100, 200)).Client(0, Hundred).After(10).ServerAck(0, 200)
            .Network().RoundTrips.Sequence.Count);

    [Fact]
    public void An_acknowledgement_that_brings_an_answer_gives_none() =>
        Assert.Equal(0, new PacketFile().Handshake().Client(0, Hundred).After(30).Server(0, Hundred, 100).Network().RoundTrips.Sequence.Count);

    [Fact]
    public void The_first_echo_of_a_timestamp_gives_a_sample_even_of_a_segment_sent_again()
    {
        Distribution stamps = new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 100).After(250).Stamped(true, 0, Hundred, stamp: 350).After(12)
            .Stamped(false, 0, "", 100, stamp: 9, echo: 350).After(5).Stamped(false, 0, "", 100, stamp: 14, echo: 350).Network().RoundTrips.Timestamps;

        Assert.Equal((1, TimeSpan.FromMilliseconds(12)), (stamps.Count, stamps.Min));
    }

    [Fact]
    public void The_echo_of_a_bare_acknowledgement_gives_none() =>
        Assert.Equal(0, new PacketFile().Handshake().Stamped(true, 0, "", stamp: 100).After(500).Stamped(false, 0, "", stamp: 9, echo: 100).Network().RoundTrips.Timestamps.Count);

    [Fact]
    public void An_echo_that_comes_with_an_answer_gives_none() =>
        Assert.Equal(0, new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 100).After(500).Stamped(false, 0, Hundred, 100, stamp: 9, echo: 100)
            .After(1).Stamped(false, 100, "", 100, stamp: 9, echo: 100).Network().RoundTrips.Timestamps.Count);

    [Fact]
    public void A_timestamp_of_zero_and_an_echo_after_ten_seconds_give_none()
    {
        Assert.Equal(0, new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 0).After(10).Stamped(false, 0, "", 100, stamp: 9, echo: 0).Network().RoundTrips.Timestamps.Count);
        Assert.Equal(0, new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 5).After(10_001).Stamped(false, 0, "", 100, stamp: 9, echo: 5).Network().RoundTrips.Timestamps.Count);
    }
}
