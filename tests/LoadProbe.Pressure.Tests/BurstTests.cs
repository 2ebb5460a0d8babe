namespace LoadProbe.Pressure.Tests;

public sealed class BurstTests
{
    private static readonly TimeSpan OnTime = TimeSpan.FromMilliseconds(0.2), Late = TimeSpan.FromMilliseconds(150);

    [Fact]
    public void Places_that_were_free_until_we_fell_behind_are_taken_by_our_burst()
    {
        var burst = new Burst(places: 80);
        burst.Sent(OnTime, taken: 20);
        for (int taken = 21; taken <= 80; taken++) burst.Sent(Late, taken);
        Assert.Equal(DropReason.Saturated, burst.Full(Late));
    }

    [Fact]
    public void A_target_that_fills_the_places_while_we_are_on_time_answers_for_them()
    {
        var burst = new Burst(places: 80);
        burst.Sent(OnTime, taken: 80);
        Assert.Equal(DropReason.Cap, burst.Full(OnTime));
    }

    [Theory]
    [InlineData(41)]
    [InlineData(80)]
    public void A_target_that_had_filled_over_half_of_the_places_answers_for_those_of_a_burst_too(int taken)
    {
        var burst = new Burst(places: 80);
        burst.Sent(OnTime, taken);
        Assert.Equal(DropReason.Cap, burst.Full(Late));
    }

    [Fact]
    public void A_single_place_is_never_the_bursts()
    {
        var burst = new Burst(places: 1);
        burst.Sent(OnTime, taken: 1);
        Assert.Equal(DropReason.Cap, burst.Full(Late));
    }

    [Fact]
    public void Who_was_on_time_and_found_none_ends_the_burst()
    {
        var burst = new Burst(places: 80);
        burst.Sent(OnTime, taken: 20);
        Assert.Equal(DropReason.Saturated, burst.Full(Late));
        Assert.Equal(DropReason.Cap, burst.Full(OnTime));
        Assert.Equal(DropReason.Cap, burst.Full(Late));
    }
}
