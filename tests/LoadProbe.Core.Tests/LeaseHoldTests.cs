using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Core.Tests;

public class LeaseHoldTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 22, 0, 0, TimeSpan.Zero));
    private readonly LeaseHold _hold;

    public LeaseHoldTests() => _hold = new LeaseHold(_time);

    [Fact]
    public void Nothing_is_held_before_the_first_lease()
    {
        Assert.Null(_hold.Current);
        Assert.Null(_hold.Stopped());
    }

    [Fact]
    public void The_newest_lease_counts()
    {
        Assert.True(_hold.Take(Lease(1, LeasePhase.Prepare)));
        Assert.True(_hold.Take(Lease(2)));
        Assert.Equal(LeasePhase.Run, _hold.Current?.Phase);
    }

    [Fact]
    public void An_older_one_or_the_same_again_is_refused()
    {
        Assert.True(_hold.Take(Lease(5)));
        Assert.False(_hold.Take(Lease(5)));
        Assert.False(_hold.Take(Lease(4)));
        Assert.Equal(5, _hold.Current?.Sequence);
    }

    [Fact]
    public void A_new_leader_begins_to_count_again_and_the_old_one_is_refused()
    {
        Assert.True(_hold.Take(Lease(900)));
        Assert.True(_hold.Take(Lease(1) with { Epoch = 2 }));
        Assert.False(_hold.Take(Lease(901)));
        Assert.Equal((2, 1), (_hold.Current!.Epoch, _hold.Current.Sequence));
    }

    [Fact]
    public void A_lease_of_another_run_is_refused()
    {
        Assert.True(_hold.Take(Lease(1)));
        Assert.False(_hold.Take(Lease(2) with { Run = "another" }));
    }

    [Fact]
    public void Renewed_in_time_it_goes_on()
    {
        for (int i = 1; i <= 10; i++)
        {
            Assert.True(_hold.Take(Lease(i)));
            _time.Advance(TimeSpan.FromSeconds(3));
            Assert.Null(_hold.Stopped());
        }
    }

    [Fact]
    public void Not_renewed_it_lapses_and_never_comes_back()
    {
        _hold.Take(Lease(1));
        _time.Advance(TimeSpan.FromSeconds(3.001));

        Assert.Equal(StopCause.LeaseLost, _hold.Stopped());
        Assert.False(_hold.Take(Lease(2)));
        Assert.False(_hold.Take(Lease(1) with { Epoch = 7 }));
        Assert.Equal(StopCause.LeaseLost, _hold.Stopped());
    }

    [Fact]
    public void A_refused_lease_prolongs_nothing()
    {
        _hold.Take(Lease(5));
        _time.Advance(TimeSpan.FromSeconds(2));
        _hold.Take(Lease(4));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(StopCause.LeaseLost, _hold.Stopped());
    }

    [Fact]
    public void A_lapse_is_seen_even_if_nobody_asked_before_the_next_lease_came()
    {
        _hold.Take(Lease(1));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(_hold.Take(Lease(2)));
        Assert.Equal(1, _hold.Current?.Sequence);
    }

    [Fact]
    public void A_stop_is_for_good()
    {
        _hold.Take(Lease(1));
        Assert.True(_hold.Take(Lease(2, LeasePhase.Stop)));

        Assert.Equal(StopCause.Ordered, _hold.Stopped());
        Assert.False(_hold.Take(Lease(3)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(StopCause.Ordered, _hold.Stopped());
    }

    [Fact]
    public void Nothing_is_fired_after_the_window_whatever_is_renewed()
    {
        Lease last = Lease(1) with { NotAfter = _time.GetUtcNow() + TimeSpan.FromSeconds(2) };
        _hold.Take(last);
        _time.Advance(TimeSpan.FromSeconds(1.999));
        Assert.Null(_hold.Stopped());
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(StopCause.WindowEnded, _hold.Stopped());
        Assert.False(_hold.Take(Lease(2)));
    }

    private Lease Lease(long sequence, LeasePhase phase = LeasePhase.Run) =>
        new() { Run = "run", Sequence = sequence, Phase = phase, NotAfter = _time.GetUtcNow() + TimeSpan.FromHours(1) };
}
