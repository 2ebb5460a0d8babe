namespace LoadProbe.Core.Tests;

/// <summary>What an agent finds wrong with itself, and what that excuses. It beats each 5 s.</summary>
public class OwnSignsTests
{
    private static readonly GeneratorHealth Well = new(0.1, 0);
    private static readonly GeneratorHealth Starved = new(0.9, 0) { UseOfAllowed = 0.99 };

    [Theory]
    [InlineData(OwnFaultKind.Network, Outcome.DnsFailed, true)]
    [InlineData(OwnFaultKind.Network, Outcome.ConnectTimedOut, true)]
    [InlineData(OwnFaultKind.Network, Outcome.ReceiveTimedOut, true)]
    [InlineData(OwnFaultKind.Network, Outcome.PacketLoss, true)]
    [InlineData(OwnFaultKind.Network, Outcome.StatusMismatch, false)]
    [InlineData(OwnFaultKind.Network, Outcome.JsonMismatch, false)]
    [InlineData(OwnFaultKind.Network, Outcome.TooSlow, false)]
    [InlineData(OwnFaultKind.Network, Outcome.ProtocolError, false)]
    [InlineData(OwnFaultKind.Processor, Outcome.WaitTimedOut, true)]
    [InlineData(OwnFaultKind.Processor, Outcome.TooSlow, true)]
    [InlineData(OwnFaultKind.Processor, Outcome.ElementMissing, true)]
    [InlineData(OwnFaultKind.Processor, Outcome.ConnectRefused, false)]
    [InlineData(OwnFaultKind.Processor, Outcome.StatusMismatch, false)]
    [InlineData(OwnFaultKind.Clock, Outcome.TlsUntrusted, true)]
    [InlineData(OwnFaultKind.Clock, Outcome.WaitTimedOut, false)]
    public void A_fault_of_ours_excuses_only_what_it_can_have_caused(OwnFaultKind kind, Outcome outcome, bool excuses) => Assert.Equal(excuses, OwnFault.Excuses(kind, outcome));

    [Fact]
    public void While_it_is_well_nothing_is_excused()
    {
        var signs = new OwnSigns();
        for (int s = 0; s <= 60; s += 5) signs.Came(At(s), Watched.Begin.AddSeconds(s), Well);

        Assert.All(Enum.GetValues<Outcome>(), o => Assert.Null(signs.Excuse(o, At(55), At(64))));
    }

    [Theory]
    [InlineData(6.9, null)]
    [InlineData(7.1, "the agent's own beat was 2.1 s late")]
    [InlineData(65, "the agent's own beat was 60.0 s late")]
    public void A_beat_that_comes_late_is_told(double next, string? text)
    {
        var signs = new OwnSigns();
        signs.Came(At(0), Watched.Begin, Well);
        signs.Came(At(next), Watched.Begin.AddSeconds(next), Well);

        Assert.Equal(text, signs.Excuse(Outcome.TooSlow, At(next - 1), At(next + 1))?.Text);
    }

    [Fact]
    public void A_beat_that_does_not_come_is_told_before_it_comes()
    {
        var signs = new OwnSigns();
        signs.Came(At(0), Watched.Begin, Well);

        Assert.Equal("the agent's own beat was 4.0 s late", signs.Excuse(Outcome.WaitTimedOut, At(1), At(9))!.Text);
    }

    [Theory]
    [InlineData(1, 4, true)]
    [InlineData(6, 8, true)]
    [InlineData(10.5, 12, false)]
    public void What_ran_while_the_processor_was_not_to_be_had_is_excused(double begun, double ended, bool excused)
    {
        var signs = new OwnSigns();
        signs.Came(At(0), Watched.Begin, Well);
        signs.Came(At(5), Watched.Begin.AddSeconds(5), Starved);
        if (ended > 10) signs.Came(At(10), Watched.Begin.AddSeconds(10), Well);

        Assert.Equal(excused, signs.Excuse(Outcome.TooSlow, At(begun), At(ended)) is not null);
    }

    [Theory]
    [InlineData(3600, "the agent's clock was set by +3600 s")]
    [InlineData(-2.5, "the agent's clock was set by -2.5 s")]
    [InlineData(1.5, null)]
    public void A_clock_that_was_set_excuses_certificates_for_a_minute(double by, string? text)
    {
        var signs = new OwnSigns();
        signs.Came(At(0), Watched.Begin, Well);
        signs.Came(At(5), Watched.Begin.AddSeconds(5 + by), Well);

        Assert.Equal(text, signs.Excuse(Outcome.TlsUntrusted, At(6), At(7))?.Text);
        for (int s = 10; s <= 70; s += 5) signs.Came(At(s), Watched.Begin.AddSeconds(s + by), Well);
        Assert.Null(signs.Excuse(Outcome.TlsUntrusted, At(66), At(67)));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
