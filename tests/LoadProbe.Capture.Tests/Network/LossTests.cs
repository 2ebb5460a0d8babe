namespace LoadProbe.Capture.Tests;

/// <summary>What of each direction the network lost, and what only looks like it. The round trip of the conversations is 10 ms.</summary>
public class LossTests
{
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void What_the_client_sends_again_the_network_lost()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).After(10).ServerAck(0, 100).Client();

        Assert.Equal((1, new RetransmissionKinds(0, 0, 1, 0), 2), (client.Lost, client.Retransmissions, client.PayloadSegments));
        Assert.Equal(TimeSpan.FromMilliseconds(250), client.RetransmissionDelay);
    }

    [Fact]
    public void Sent_again_a_round_trip_after_three_duplicate_acknowledgements_it_is_fast()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).Client(200, Hundred).Client(300, Hundred).Client(400, Hundred).After(10)
            .ServerAck(0, 0).ServerAck(0, 0).ServerAck(0, 0).ServerAck(0, 0).After(1).Client(0, Hundred).Client();

        Assert.Equal((1, new RetransmissionKinds(1, 0, 0, 0)), (client.Lost, client.Retransmissions));
    }

    [Fact]
    public void Sent_again_below_a_selective_acknowledgement_it_is_fast()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).Client(200, Hundred).After(10).ServerSack(0, 0, (100, 300)).After(3).Client(0, Hundred);

        Assert.Equal((1, new RetransmissionKinds(1, 0, 0, 0)), (file.Client().Lost, file.Client().Retransmissions));
        Assert.Equal((1, 0), (file.Server().SackBlocks, file.Server().Dsacks));
    }

    [Fact]
    public void The_last_segment_again_before_a_timeout_could_run_out_is_a_tail_probe()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).After(25).Client(100, Hundred).Client();

        Assert.Equal(new RetransmissionKinds(0, 1, 0, 0), client.Retransmissions);
    }

    [Fact]
    public void After_a_timeout_what_else_is_sent_again_belongs_to_it()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).Client(200, Hundred).After(230).Client(0, Hundred)
            .After(10).ServerAck(0, 100).After(1).Client(100, Hundred).Client(200, Hundred).Client();

        Assert.Equal((3, new RetransmissionKinds(0, 0, 3, 0)), (client.Lost, client.Retransmissions));
    }

    [Fact]
    public void What_the_server_has_acknowledged_is_sent_again_needlessly()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).After(10).ServerAck(0, 100).After(300).Client(0, Hundred).Client();

        Assert.Equal((0, new RetransmissionKinds(0, 0, 0, 1), TimeSpan.Zero), (client.Lost, client.Retransmissions, client.RetransmissionDelay));
    }

    [Fact]
    public void What_the_server_has_acknowledged_selectively_is_sent_again_needlessly()
    {
        DirectionFigures client = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).After(10).ServerSack(0, 0, (100, 200)).After(300).Client(100, Hundred).Client();

        Assert.Equal((0, 1), (client.Lost, client.Retransmissions.Spurious));
    }

    [Fact]
    public void A_duplicate_the_server_tells_of_makes_a_retransmission_needless_afterwards()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).After(10).ServerAck(0, 100).ServerSack(0, 100, (0, 100));

        Assert.Equal((0, new RetransmissionKinds(0, 0, 0, 1), TimeSpan.Zero), (file.Client().Lost, file.Client().Retransmissions, file.Client().RetransmissionDelay));
        Assert.Equal(1, file.Server().Dsacks);
    }

    [Fact]
    public void A_duplicate_of_what_was_sent_once_the_network_made()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred).After(10).ServerAck(0, 100).ServerSack(0, 100, (0, 100));

        Assert.Equal((0, 0, 1), (file.Client().Lost, file.Client().Retransmissions.All, file.Server().Dsacks));
    }

    [Fact]
    public void An_acknowledgement_that_echoes_the_first_copy_makes_the_second_needless()
    {
        DirectionFigures client = new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 100).After(250).Stamped(true, 0, Hundred, stamp: 350)
            .After(1).Stamped(false, 0, "", 100, stamp: 900, echo: 100).Client();

        Assert.Equal((0, 1), (client.Lost, client.Retransmissions.Spurious));
    }

    [Fact]
    public void An_acknowledgement_that_echoes_the_second_copy_confirms_the_loss()
    {
        DirectionFigures client = new PacketFile().Handshake().Stamped(true, 0, Hundred, stamp: 100).After(250).Stamped(true, 0, Hundred, stamp: 350)
            .After(10).Stamped(false, 0, "", 100, stamp: 900, echo: 350).Client();

        Assert.Equal((1, 1), (client.Lost, client.Retransmissions.Timeout));
    }

    [Fact]
    public void A_hole_filled_by_an_older_timestamp_was_reordered_however_late()
    {
        DirectionFigures server = new PacketFile().Handshake().Stamped(false, 100, Hundred, stamp: 51).After(60).Stamped(false, 0, Hundred, stamp: 50).Server();

        Assert.Equal((0, 1, TimeSpan.Zero), (server.Lost, server.Reordered, server.RetransmissionDelay));
    }

    [Fact]
    public void A_hole_filled_by_a_later_timestamp_was_a_loss_however_soon()
    {
        DirectionFigures server = new PacketFile().Handshake().Stamped(false, 100, Hundred, stamp: 51).After(5).Stamped(false, 0, Hundred, stamp: 56).Server();

        Assert.Equal((1, 0, TimeSpan.FromMilliseconds(5)), (server.Lost, server.Reordered, server.RetransmissionDelay));
        Assert.Equal(new RetransmissionKinds(1, 0, 0, 0), server.Retransmissions);
    }

    [Fact]
    public void Without_timestamps_identifications_that_rise_tell_the_order()
    {
        PacketFile Begun() => Numbered(Numbered(Numbered(new PacketFile().Handshake(), 0, 7), 100, 8), 200, 9);

        Assert.Equal((0, 1), Of(Numbered(Numbered(Begun(), 400, 11).After(60), 300, 10)));
        Assert.Equal((1, 0), Of(Numbered(Numbered(Begun(), 400, 11).After(5), 300, 12)));

        static (long, long) Of(PacketFile file) => (file.Server().Lost, file.Server().Reordered);
        static PacketFile Numbered(PacketFile file, long offset, ushort number) =>
            file.Send(false, offset + 1, 1, 24, System.Text.Encoding.Latin1.GetBytes(Hundred), identification: number);
    }

    [Fact]
    public void Without_either_a_hole_filled_sooner_than_a_round_trip_was_reordered()
    {
        Assert.Equal((0, 1), Of(7.5));
        Assert.Equal((1, 0), Of(8.5));

        static (long, long) Of(double milliseconds)
        {
            DirectionFigures server = new PacketFile().Handshake().Server(100, Hundred).After(milliseconds).Server(0, Hundred).Server();
            return (server.Lost, server.Reordered);
        }
    }

    [Fact]
    public void A_hole_waited_for_longer_than_a_timer_was_filled_by_a_timeout() =>
        Assert.Equal(new RetransmissionKinds(0, 0, 1, 0), new PacketFile().Handshake().Server(100, Hundred).After(260).Server(0, Hundred).Server().Retransmissions);

    [Fact]
    public void What_the_client_has_seen_the_server_sends_again_needlessly()
    {
        DirectionFigures server = new PacketFile().Handshake().Server(0, Hundred).After(250).Server(0, Hundred).Server();

        Assert.Equal((0, new RetransmissionKinds(0, 0, 0, 1)), (server.Lost, server.Retransmissions));
    }

    [Fact]
    public void What_was_acknowledged_and_never_seen_the_capture_lost()
    {
        PacketFile file = new PacketFile().Handshake().Server(100, Hundred).ClientAck(0, 200).Client(100, Hundred, 200).After(10).ServerAck(200, 200);

        Assert.Equal((0, 1), (file.Server().Lost, file.Server().CaptureLoss));
        Assert.Equal((0, 1), (file.Client().Lost, file.Client().CaptureLoss));
    }

    [Fact]
    public void What_is_acknowledged_beyond_all_that_was_seen_the_capture_lost() =>
        Assert.Equal(1, new PacketFile().Handshake().ClientAck(0, 500).Server().CaptureLoss);

    [Fact]
    public void What_is_seen_right_after_its_acknowledgement_was_only_captured_late()
    {
        DirectionFigures server = new PacketFile().Handshake().ClientAck(0, 100).Server(0, Hundred).Server();

        Assert.Equal((0, 0, 0, 0), (server.Lost, server.CaptureLoss, server.Reordered, server.Retransmissions.All));
    }

    [Fact]
    public void Sequence_numbers_that_wrap_change_nothing()
    {
        const long Wrapped = (1L << 32) - PacketFile.ClientIsn - 51;
        DirectionFigures client = new PacketFile().Send(true, Wrapped - 1, 0, 2).After(10).Send(false, 0, Wrapped, 18).After(1).Send(true, Wrapped, 1, 16)
            .Client(Wrapped - 1, Hundred).Client(Wrapped + 99, Hundred).After(250).Client(Wrapped - 1, Hundred).After(10).ServerAck(0, Wrapped + 199).Client();

        Assert.Equal((1, 0, 3), (client.Lost, client.CaptureLoss, client.PayloadSegments));
    }

    [Fact]
    public void Holes_beyond_sixteen_are_counted()
    {
        var file = new PacketFile().Handshake();
        for (int i = 1; i <= 20; i++) file.Server(i * 200, Hundred);

        Assert.Equal(4, file.Server().UntrackedHoles);
    }

    [Fact]
    public void A_segment_the_card_cuts_up_counts_as_so_many()
    {
        byte[] mss = [2, 4, 0, 100];
        DirectionFigures client = new PacketFile().Send(true, 0, 0, 2, options: mss).After(10).Send(false, 0, 1, 18, options: mss).After(1).ClientAck(0, 0)
            .Client(0, new string('x', 1000)).After(10).ServerSack(0, 0, (200, 1000)).After(1).Client(0, new string('x', 200)).Client();

        Assert.Equal((2, 12), (client.Lost, client.PayloadSegments));
        Assert.Equal(2.0 / 12, client.LossRatio);
    }

    [Fact]
    public void Of_fewer_than_ten_segments_no_share_is_told() =>
        Assert.Null(new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).Client().LossRatio);

    [Fact]
    public void A_keep_alive_repeats_nothing_but_one_byte_outstanding_does()
    {
        PacketFile idle = new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100).After(5000).Client(99, "x");
        PacketFile waiting = new PacketFile().Handshake().Client(0, "x").After(250).Client(0, "x");

        Assert.Equal((1, 0, 1), (idle.Client().KeepAlives, idle.Client().Retransmissions.All, idle.Client().PayloadSegments));
        Assert.Equal((0, 1), (waiting.Client().KeepAlives, waiting.Client().Lost));
    }
}
