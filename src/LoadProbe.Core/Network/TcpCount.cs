namespace LoadProbe.Core;

/// <summary>
/// What the kernel has counted on a connection until now: a part of <see cref="TcpInfo"/> that is read of thousands of them each
/// second, and so takes no memory.
/// </summary>
/// <param name="Sent">Segments, as they go to the wire: with acknowledgements, and with what was sent again (<c>tcpi_segs_out</c>, Linux 4.2).</param>
/// <param name="Retransmitted">Of those, the ones that were sent again (<c>tcpi_total_retrans</c>), connection requests too.</param>
/// <param name="Rtt">Smoothed round trip (<c>tcpi_rtt</c>); null before a first sample.</param>
/// <param name="MinRtt">Least one (<c>tcpi_min_rtt</c>, Linux 4.6); null before a first sample.</param>
public readonly record struct TcpCount(uint Sent, uint Retransmitted, TimeSpan? Rtt, TimeSpan? MinRtt)
{
    /// <summary>Reads what the kernel wrote; null when that has not all of the segments: a share of them would be of nothing.</summary>
    public static TcpCount? Parse(ReadOnlySpan<byte> option) => option.Length < TcpInfo.SentAt + 4 ? null : new TcpCount(
        TcpInfo.Word(option, TcpInfo.SentAt), TcpInfo.Word(option, TcpInfo.RetransmissionsAt), TcpInfo.Measured(option, TcpInfo.RttAt), TcpInfo.Measured(option, TcpInfo.MinRttAt));

    /// <summary>What came between an earlier count of the connection and this one; the kernel's counters begin anew at 2³².</summary>
    public (long Sent, long Retransmitted) Since(TcpCount before) => (unchecked(Sent - before.Sent), unchecked(Retransmitted - before.Retransmitted));
}
