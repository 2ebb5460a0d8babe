namespace LoadProbe.Capture.Tests;

/// <summary>What became of a connection.</summary>
public class ConnectionTests
{
    private const byte Syn = 2, Reset = 4, Ack = 16;
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void A_connection_that_ends_on_both_sides_is_ok() =>
        Assert.Equal(ConnectionOutcome.Ok, new PacketFile().Handshake().ClientFin(0, 0).Send(false, 1, 2, 17).Connection().Outcome);

    [Fact]
    public void A_RST_in_answer_to_the_SYN_is_a_refusal_unless_a_SYN_ACK_follows()
    {
        PacketFile Refused() => new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 0, 1, Reset | Ack);

        Assert.Equal(ConnectionOutcome.Refused, Refused().Connection().Outcome);
        Assert.Equal(ConnectionOutcome.Ok, Refused().Send(false, 0, 1, Syn | Ack).ClientAck(0, 0).Connection().Outcome);
    }

    [Fact]
    public void SYNs_without_an_answer_time_out_and_their_delay_is_told()
    {
        ConnectionFigures connection = new PacketFile().Send(true, 0, 0, Syn).After(1000).Send(true, 0, 0, Syn).After(2000).Send(true, 0, 0, Syn).Connection();

        Assert.Equal((ConnectionOutcome.Timeout, 2, TimeSpan.FromSeconds(3)), (connection.Outcome, connection.SynRetransmissions, connection.SynRetransmissionDelay));
    }

    [Fact]
    public void ICMP_that_quotes_the_SYN_says_unreachable_and_of_another_segment_nothing()
    {
        Assert.Equal(ConnectionOutcome.Unreachable, new PacketFile().Send(true, 0, 0, Syn).After(10).Unreachable(0).Connection().Outcome);
        Assert.Equal(ConnectionOutcome.Timeout, new PacketFile().Send(true, 0, 0, Syn).After(10).Unreachable(5).Connection().Outcome);
    }

    [Fact]
    public void A_client_that_resets_before_any_payload_aborts() =>
        Assert.Equal(ConnectionOutcome.ClientAbort, new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 0, 1, Syn | Ack).Send(true, 1, 0, Reset).Connection().Outcome);

    [Fact]
    public void A_SYN_ACK_that_is_never_acknowledged_is_the_client_s_fault() =>
        Assert.Equal(ConnectionOutcome.ClientAckMissing, new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 0, 1, Syn | Ack).After(1000).Send(false, 0, 1, Syn | Ack).Connection().Outcome);

    [Fact]
    public void A_SYN_ACK_repeated_after_the_acknowledgement_and_data_shows_a_full_accept_queue() =>
        Assert.Equal(ConnectionOutcome.AcceptQueueOverflow, new PacketFile().Handshake().Client(0, Hundred).After(1000).Send(false, 0, 1, Syn | Ack).Connection().Outcome);

    [Fact]
    public void A_SYN_ACK_that_looks_copied_after_the_acknowledgement_shows_it_only_where_the_server_says_nothing_else()
    {
        PacketFile Begun() => new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 0, 1, Syn | Ack, identification: 5).ClientAck(0, 0).Send(false, 0, 1, Syn | Ack, identification: 5);

        Assert.Equal(ConnectionOutcome.AcceptQueueOverflow, Begun().Connection().Outcome);
        Assert.Equal(ConnectionOutcome.Ok, Begun().Client(0, Hundred).After(10).ServerAck(0, 100).Connection().Outcome);
    }

    [Fact]
    public void A_single_repetition_on_a_connection_that_then_works_was_a_lost_acknowledgement() =>
        Assert.Equal(ConnectionOutcome.Ok, new PacketFile().Handshake().After(1000).Send(false, 0, 1, Syn | Ack).ClientAck(0, 0).Client(0, Hundred).After(10).ServerAck(0, 100).Connection().Outcome);

    [Fact]
    public void A_SYN_answered_by_an_older_connection_reuses_its_port()
    {
        PacketFile file = new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 70_000, 90_000, Ack).Send(true, 90_000, 0, Reset);

        Assert.Equal(ConnectionOutcome.PortReuse, file.Connection().Outcome);
        Assert.Equal(0, file.Client().CaptureLoss);
    }

    [Fact]
    public void Once_its_port_is_free_the_connection_is_judged_anew()
    {
        PacketFile file = new PacketFile().Send(true, 0, 0, Syn).After(10).Send(false, 70_000, 90_000, Ack).Send(true, 90_000, 0, Reset).After(1000).Handshake().Client(0, Hundred).ServerAck(0, 100);

        Assert.Equal((ConnectionOutcome.Ok, null), (file.Connection().Outcome, file.Connection().Reset));
        Assert.Equal((0, 0), (file.Server().CaptureLoss, file.Client().Lost));
    }

    [Fact]
    public void A_reset_tells_who_when_and_how_long_after_payload()
    {
        ConnectionFigures server = new PacketFile().Handshake().Client(0, Hundred).After(30).ServerReset(0, 100).Connection();
        ConnectionFigures client = new PacketFile().Handshake().Client(0, Hundred).After(70).Send(true, 101, 1, Reset | Ack).Connection();

        Assert.Equal((ConnectionOutcome.ResetByServer, new ConnectionReset(false, TimeSpan.FromMilliseconds(41), TimeSpan.FromMilliseconds(30))), (server.Outcome, server.Reset));
        Assert.Equal((ConnectionOutcome.ResetByClient, new ConnectionReset(true, TimeSpan.FromMilliseconds(81), TimeSpan.FromMilliseconds(70))), (client.Outcome, client.Reset));
    }

    [Fact]
    public void A_FIN_of_one_side_only_leaves_it_half_closed() => Assert.Equal(ConnectionOutcome.HalfClose, new PacketFile().Handshake().ClientFin(0, 0).Connection().Outcome);

    [Fact]
    public void Silence_of_five_minutes_is_an_idle_timeout()
    {
        Assert.Equal(ConnectionOutcome.IdleTimeout, After(300).Outcome);
        Assert.Equal(ConnectionOutcome.Ok, After(299).Outcome);

        static ConnectionFigures After(double seconds) =>
            new PacketFile().Handshake().After(seconds * 1000).Send(true, 0, 0, Syn, port: 40001).Analyze().Flows[0].Network.Connection;
    }

    [Fact]
    public void Without_SYN_the_capture_joined_midway()
    {
        Assert.True(new PacketFile().Client(0, Hundred).Connection().MidStream);
        Assert.False(new PacketFile().Handshake().Connection().MidStream);
    }
}
