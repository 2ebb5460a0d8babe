namespace LoadProbe.Core;

/// <summary>Segments sent again, by what made the sender do it. Each is of one kind.</summary>
/// <param name="Fast">Later segments had been acknowledged (RFC 5681, RFC 8985).</param>
/// <param name="TailProbe">The last segment again, before a timeout could have run out (RFC 8985 §7).</param>
/// <param name="Timeout">Nothing was heard until the timer ran out (RFC 6298).</param>
/// <param name="Spurious">The other side had it already.</param>
public readonly record struct RetransmissionKinds(long Fast, long TailProbe, long Timeout, long Spurious)
{
    public long All => Fast + TailProbe + Timeout + Spurious;
}
