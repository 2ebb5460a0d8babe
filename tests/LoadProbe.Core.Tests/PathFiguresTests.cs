using System.Net;

namespace LoadProbe.Core.Tests;

public sealed class PathFiguresTests
{
    [Fact]
    public void Loss_that_goes_on_to_the_end_begins_at_the_first_hop_that_has_it()
    {
        PathFigures path = Path(Hop(1, 100), Hop(2, 100), Hop(3, 68), Hop(4, 71));

        Assert.Equal((0.29, 3), (Math.Round(path.Loss, 2), path.LossFrom));
    }

    [Fact]
    public void A_router_that_answers_seldom_loses_nothing_for_anyone()
    {
        PathFigures path = Path(Hop(1, 100), Hop(2, 20), Hop(3, 100));

        Assert.Equal((0, null), (path.Loss, path.LossFrom));
    }

    [Fact]
    public void A_silent_router_says_nothing_of_where_loss_begins()
    {
        Assert.Equal(2, Path(Hop(1, 100), Hop(2, 70), Hop(3, 0), Hop(4, 70)).LossFrom);
        Assert.Equal(4, Path(Hop(1, 100), Hop(2, 100), Hop(3, 0), Hop(4, 70)).LossFrom);
    }

    [Fact]
    public void A_host_that_is_not_reached_loses_all_from_behind_the_last_hop_that_answers()
    {
        PathFigures path = Path(Hop(1, 10), Hop(2, 10), Hop(3, 0)) with { Reached = false };

        Assert.Equal((1, 3, null), (path.Loss, path.LossFrom, path.RoundTrip));
    }

    [Fact]
    public void Another_router_or_one_more_is_another_route()
    {
        PathFigures before = Path(Hop(1, 3), Hop(2, 3), Hop(3, 3));
        PathFigures same = Path(Hop(1, 3), Hop(2, 3), Hop(3, 3)).After(before);
        PathFigures other = Path(Hop(1, 3), Hop(2, 3, "10.0.9.9"), Hop(3, 3)).After(before);
        PathFigures longer = Path(Hop(1, 3), Hop(2, 3), Hop(3, 3), Hop(4, 3)).After(before);

        Assert.Equal((false, true, true), (same.Changed, other.Changed, longer.Changed));
        Assert.Equal(before.RouteHash, same.RouteHash);
        Assert.Equal(3, new[] { before.RouteHash, other.RouteHash, longer.RouteHash }.Distinct().Count());
    }

    [Fact]
    public void A_silent_hop_and_a_host_that_is_down_change_no_route()
    {
        PathFigures before = Path(Hop(1, 3), Hop(2, 3), Hop(3, 3));
        PathFigures silent = Path(Hop(1, 3), Hop(2, 0), Hop(3, 3)).After(before);
        PathFigures down = (Path(Hop(1, 3), Hop(2, 0)) with { Reached = false }).After(silent);

        Assert.Equal((false, false), (silent.Changed, down.Changed));
        Assert.Equal((before.RouteHash, before.RouteHash), (silent.RouteHash, down.RouteHash));
        Assert.True(Path(Hop(1, 3), Hop(2, 3, "10.0.9.9"), Hop(3, 3)).After(silent).Changed);
    }

    private static PathFigures Path(params PathHop[] hops) => new(PathProtocol.Icmp, hops, Reached: true);

    private static PathHop Hop(int ttl, int received, string? address = null) => new(
        ttl, received == 0 ? [] : [IPAddress.Parse(address ?? $"10.0.{ttl}.1")], Math.Max(received, received > 10 ? 100 : received == 0 ? 3 : received), received,
        TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3));
}
