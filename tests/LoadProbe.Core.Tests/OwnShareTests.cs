namespace LoadProbe.Core.Tests;

/// <summary>When the generator's own share is too much: over 5 ms and over a tenth, at p99, of at least 100 requests.</summary>
public sealed class OwnShareTests
{
    [Theory]
    [InlineData(100, 40, 6, true)]
    [InlineData(99, 40, 6, false)]
    [InlineData(100, 40, 4, false)]
    [InlineData(100, 70, 6, false)]
    [InlineData(100, 0, 0, false)]
    public void Limits(int requests, int applicationMilliseconds, int ownMilliseconds, bool tooMuch) =>
        Assert.Equal(tooMuch, Share(requests, applicationMilliseconds, ownMilliseconds).IsTooMuch);

    [Fact]
    public void Shares_are_added_and_what_one_agent_lacks_is_kept()
    {
        OwnShare sum = OwnShare.Sum(OwnShare.Sum(null, Share(60, 40, 6)), Share(40, 40, 6) with { OneIn = 4, Degraded = 2, PassedOver = 3, KernelDrops = 5, Reason = CaptureReason.Drops })!;
        Assert.Equal((100, 100, 100L, 4), (sum.Sampled, sum.Joined, sum.Own.Count, sum.OneIn));
        Assert.Equal((2, 3, 5, CaptureReason.Drops, PacketTier.Packets), (sum.Degraded, sum.PassedOver, sum.KernelDrops, sum.Reason, sum.Tier));
        Assert.True(sum.IsTooMuch);
        Assert.Equal(PacketTier.None, (sum with { Reason = CaptureReason.NoPermission }).Tier);
    }

    private static OwnShare Share(int requests, int application, int own) =>
        new() { OneIn = 1, Sampled = requests, Joined = requests, Application = Times(requests, application), Wire = Times(requests, application - own), Own = Times(requests, own) };

    private static PackedHistogram Times(int count, int milliseconds)
    {
        var times = new LatencyHistogram();
        for (int i = 0; i < count; i++) times.Record(TimeSpan.FromMilliseconds(milliseconds));
        return PackedHistogram.Of(times);
    }
}
