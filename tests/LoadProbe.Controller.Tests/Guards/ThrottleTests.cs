namespace LoadProbe.Controller.Tests;

/// <summary>What holds the load back gives way only when all is well again, and not for ever.</summary>
public sealed class ThrottleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    private readonly Throttle _throttle = new();

    [Fact]
    public void One_that_holds_lets_nothing_through_until_it_was_well_for_its_dwell()
    {
        Assert.Equal(("held by slow", false), Take(BreachAction.Hold, GuardLevel.Breach, 0));
        Assert.Equal((0, true), (_throttle.Part, _throttle.IsHeld));
        Take(BreachAction.Hold, GuardLevel.Well, 1);
        Assert.Null(_throttle.Pass(Start.AddSeconds(10.9)));
        Assert.Equal(("100% of what is due is sent again", false), _throttle.Pass(Start.AddSeconds(11)));
        Assert.Equal((1, false), (_throttle.Part, _throttle.IsHeld));
        Assert.True(_throttle.WasLess);
    }

    [Fact]
    public void What_is_neither_in_breach_nor_well_begins_the_wait_anew()
    {
        Take(BreachAction.Hold, GuardLevel.Breach, 0);
        Take(BreachAction.Hold, GuardLevel.Well, 1);
        Take(BreachAction.Hold, GuardLevel.Between, 5);
        Take(BreachAction.Hold, GuardLevel.Well, 6);
        Assert.Null(_throttle.Pass(Start.AddSeconds(15)));
        Assert.NotNull(_throttle.Pass(Start.AddSeconds(16)));
    }

    [Fact]
    public void One_that_backs_off_halves_at_most_once_a_dwell_and_doubles_as_slowly()
    {
        Take(BreachAction.BackOff, GuardLevel.Breach, 0);
        Assert.Null(Take(BreachAction.BackOff, GuardLevel.Breach, 9));
        Take(BreachAction.BackOff, GuardLevel.Breach, 10);
        Assert.Equal(0.25, _throttle.Part);
        Take(BreachAction.BackOff, GuardLevel.Well, 11);
        Assert.Equal(("50% of what is due is sent again", false), _throttle.Pass(Start.AddSeconds(21)));
        Assert.Null(_throttle.Pass(Start.AddSeconds(30)));
        Assert.Equal(("100% of what is due is sent again", false), _throttle.Pass(Start.AddSeconds(31)));
        Assert.Null(_throttle.Pass(Start.AddSeconds(60)));
    }

    [Fact]
    public void What_is_not_well_with_a_sixteenth_stops_the_load()
    {
        (string What, bool Stops)? last = null;
        for (int step = 0; step < 5; step++) last = Take(BreachAction.BackOff, GuardLevel.Breach, 10 * step);
        Assert.Equal(("slow: with 6.25% of what is due it is not well", true), last);
    }

    [Fact]
    public void What_holds_for_the_fourth_time_stops_the_load()
    {
        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(("held by slow", false), Take(BreachAction.Hold, GuardLevel.Breach, 20 * time));
            Take(BreachAction.Hold, GuardLevel.Well, (20 * time) + 1);
            Assert.NotNull(_throttle.Pass(Start.AddSeconds((20 * time) + 11)));
        }

        Assert.Equal(("slow: it has held the load 3 times already", true), Take(BreachAction.Hold, GuardLevel.Breach, 60));
    }

    [Fact]
    public void Held_for_over_two_minutes_the_load_stops()
    {
        Take(BreachAction.Hold, GuardLevel.Breach, 0);
        Assert.Null(_throttle.Pass(Start.AddSeconds(120)));
        Assert.Equal(("held back for 2.02m, and it is not well: rule", true), _throttle.Pass(Start.AddSeconds(121)));
    }

    [Fact]
    public void Of_two_that_hold_both_have_to_let_go()
    {
        Take(BreachAction.Hold, GuardLevel.Breach, 0);
        Take(BreachAction.Hold, GuardLevel.Breach, 5, "other");
        Take(BreachAction.Hold, GuardLevel.Well, 6);
        Take(BreachAction.Hold, GuardLevel.Well, 10, "other");
        Assert.Null(_throttle.Pass(Start.AddSeconds(17)));
        Assert.True(_throttle.IsHeld);
        Assert.NotNull(_throttle.Pass(Start.AddSeconds(20)));
    }

    private (string What, bool Stops)? Take(BreachAction action, GuardLevel level, double second, string rule = "rule") =>
        _throttle.Take(new GuardSign(rule, "guard", action, TimeSpan.FromSeconds(10), level, "slow"), Start.AddSeconds(second));
}
