namespace LoadProbe.Core;

/// <summary>
/// What part of the times of a run's requests was the generator's own, by the packets of a sample of them: of one second and agent, or of
/// many. Whatever is not known for sure is counted, and is in no histogram.
/// </summary>
public sealed record OwnShare
{
    /// <summary>Fewer say nothing of the slowest percent.</summary>
    private const int Enough = 100;

    /// <summary>Of the slowest percent so much may be ours.</summary>
    private const double MaxShare = 0.1;

    /// <summary>So much may be ours in any case: a wait or two for a busy processor. Both limits are choices (docs/decisions/0036-own-share.md).</summary>
    private static readonly TimeSpan MaxOwn = TimeSpan.FromMilliseconds(5);

    /// <summary>One connection in so many is in the sample; at the most, where agents differ.</summary>
    public required int OneIn { get; init; }

    /// <summary>Requests on connections of the sample.</summary>
    public long Sampled { get; init; }

    /// <summary>Those whose packets were found whole; only they are in the histograms.</summary>
    public long Joined { get; init; }

    /// <summary>Those whose packets were found in part, or while the kernel dropped some.</summary>
    public long Degraded { get; init; }

    /// <summary>Those that were over what an agent looks at in a second.</summary>
    public long PassedOver { get; init; }

    /// <summary>Packets the kernel had no room for.</summary>
    public long KernelDrops { get; init; }

    /// <summary>Why packets are not had, or not all: a word of <see cref="CaptureReason"/>; null = they are.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason for people: what was tried, and what would be right.</summary>
    public string? Detail { get; init; }

    /// <summary>From the request's first byte given to the socket to the answer's last byte read.</summary>
    public PackedHistogram Application { get; init; } = PackedHistogram.Empty;

    /// <summary>From the first packet of the request to the last new one of the answer.</summary>
    public PackedHistogram Wire { get; init; } = PackedHistogram.Empty;

    /// <summary>The difference of the two, request by request.</summary>
    public PackedHistogram Own { get; init; } = PackedHistogram.Empty;

    public PacketTier Tier => Reason is null or CaptureReason.Drops ? PacketTier.Packets : PacketTier.None;

    /// <summary>The generator was so slow that the run's times are not the target's. Never of fewer than 100 requests.</summary>
    public bool IsTooMuch => Own.Count >= Enough && Own.P99 > MaxOwn && Own.P99 > MaxShare * Application.P99;

    /// <summary>Both together; null = neither is known.</summary>
    public static OwnShare? Sum(OwnShare? a, OwnShare? b) => a is null || b is null ? a ?? b : new OwnShare
    {
        OneIn = Math.Max(a.OneIn, b.OneIn),
        Sampled = a.Sampled + b.Sampled,
        Joined = a.Joined + b.Joined,
        Degraded = a.Degraded + b.Degraded,
        PassedOver = a.PassedOver + b.PassedOver,
        KernelDrops = a.KernelDrops + b.KernelDrops,
        Reason = a.Reason ?? b.Reason,
        Detail = a.Detail ?? b.Detail,
        Application = a.Application.Add(b.Application),
        Wire = a.Wire.Add(b.Wire),
        Own = a.Own.Add(b.Own),
    };

    /// <summary>For a person: <c>own share p50 40µs, p99 120µs of 2ms, by the packets of 480 of 500 requests (1 connection in 4)</c>.</summary>
    public override string ToString()
    {
        string whence = FormattableString.Invariant($"the packets of {Joined} of {Sampled} requests (1 connection in {OneIn})");
        string lacks = (Degraded > 0 || KernelDrops > 0 ? FormattableString.Invariant($"; {Degraded} seen in part are left out, the kernel dropped {KernelDrops} packets") : "") + (Reason is null ? "" : $"; {Reason}{(Detail is null ? "" : $": {Detail}")}");
        return Joined == 0 ? $"own share not known, by {whence}{lacks}" : $"own share p50 {Durations.Text(Own.P50)}, p99 {Durations.Text(Own.P99)} of {Durations.Text(Application.P99)}, at most {Durations.Text(Own.Max)}, by {whence}{lacks}";
    }
}
