namespace LoadProbe.Capture.Tests;

/// <summary>The analysis over captures of others, where Wireshark's counting says something else.</summary>
public class CapturedNetworkTests
{
    [Theory]
    [InlineData("df_server-reset.pcap", ConnectionOutcome.Refused)]
    [InlineData("df_client-no-response.pcap", ConnectionOutcome.ClientAckMissing)]
    [InlineData("df_l4-source-port-reuse.pcap", ConnectionOutcome.PortReuse)]
    [InlineData("df_syn-syn-ack-retrans.pcap", ConnectionOutcome.Ok)]
    [InlineData("zeek_rst-inject-rae.pcap", ConnectionOutcome.ResetByServer)]
    [InlineData("zeek_tcp-fast-open.pcap", ConnectionOutcome.Ok)]
    [InlineData("pcpp_unidirectional_missing_packet.pcap", ConnectionOutcome.Ok)]
    public void Each_connection_has_its_outcome(string capture, ConnectionOutcome outcome) =>
        Assert.Equal(outcome, Captures.Analyze(Captures.Need(capture)).Flows[0].Network.Connection.Outcome);

    [Fact]
    public void A_repeated_SYN_gives_no_round_trip_and_its_delay_is_told()
    {
        NetworkAnalysis network = Captures.Analyze(Captures.Need("df_syn-syn-ack-retrans.pcap")).Flows[0].Network;

        Assert.Equal((HandshakeEstimator.Ambiguous, TimeSpan.FromMilliseconds(100)), (network.RoundTrips.HandshakeBy, network.Connection.SynRetransmissionDelay));
    }

    [Fact]
    public void A_short_snap_length_changes_nothing()
    {
        IEnumerable<NetworkAnalysis> Of(string capture) => Captures.Analyze(Captures.Need(capture)).Flows.Select(flow => flow.Network);

        Assert.Equal(Of("sv_tls-subjectaltname.pcap"), Of("derived_snap96.pcap"));
    }

    [Theory]
    [InlineData("zeek_vnd.ms-cab-multi-conn.pcap", 50)]
    [InlineData("arkime_wireshark-retrans.pcap", 47)]
    public void Packets_captured_twice_are_no_losses(string capture, long retransmissions)
    {
        IReadOnlyList<FlowSummary> flows = Captures.Analyze(Captures.Need(capture)).Flows;

        Assert.Equal(retransmissions, flows.Sum(flow => flow.Retransmissions.Client + flow.Retransmissions.Server));
        Assert.Equal(0, flows.Sum(flow => flow.Network.Lost));
        Assert.InRange(flows.Sum(flow => flow.Network.Directions.Client.CaptureDuplicates + flow.Network.Directions.Server.CaptureDuplicates), 40, 100);
    }

    [Fact]
    public void What_the_capture_missed_the_network_did_not_lose()
    {
        IReadOnlyList<FlowSummary> flows = Captures.Analyze(Captures.Need("zeek_bro.org.pcap")).Flows;

        Assert.Equal(1, flows.Sum(flow => flow.LostSegments.Server));
        Assert.Equal((0, 5), (flows.Sum(flow => flow.Network.Lost), flows.Sum(flow => flow.Network.Directions.Server.CaptureLoss)));
    }

    [Fact]
    public void A_closed_window_has_a_duration()
    {
        NetworkAnalysis network = Captures.Analyze(Captures.Need("sv_http-mime-truncated.pcap")).Flows[0].Network;

        Assert.InRange(network.Directions.Client.ZeroWindow, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        Assert.InRange(network.Directions.Server.WindowFull, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
    }
}
