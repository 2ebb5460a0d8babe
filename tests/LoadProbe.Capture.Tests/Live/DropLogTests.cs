namespace LoadProbe.Capture.Tests;

public class DropLogTests
{
    [Fact]
    public void The_kernels_counter_may_wrap()
    {
        var log = new DropLog();
        log.Look(uint.MaxValue - 1, 10);
        long before = log.Total;
        log.Look(3, 20);

        Assert.Equal(5, log.Total - before);
    }

    [Fact]
    public void Drops_degrade_what_happened_between_the_two_looks_and_nothing_else()
    {
        var log = new DropLog();
        log.Look(0, 10);
        log.Look(7, 20);
        log.Look(7, 30);

        Assert.True(log.Any(12, 14));
        Assert.False(log.Any(21, 29));
        Assert.False(log.Any(1, 9));
    }
}
