namespace LoadProbe.Capture;

/// <summary>In which order QUIC connections are shown.</summary>
public static class QuicConnections
{
    /// <summary>Unanswered ones, then those that took longest to be answered.</summary>
    public static IEnumerable<QuicConnection> Slowest(IEnumerable<QuicConnection> connections) =>
        connections.OrderBy(quic => quic.HandshakeRtt is not null).ThenByDescending(quic => quic.HandshakeRtt);
}
