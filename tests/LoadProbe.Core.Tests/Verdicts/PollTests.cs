namespace LoadProbe.Core.Tests;

/// <summary>What agents say together. Votes are written name:vote, and the carrier is the name up to the dash.</summary>
public class PollTests
{
    private static readonly VerdictPolicy Two = new() { Quorum = Quorum.Of(2) };
    private static readonly VerdictPolicy Half = new() { Quorum = Quorum.OfShare(0.5) };

    [Theory]
    [InlineData("a:Good b:Good c:Good", ProbeState.Up)]
    [InlineData("a:Bad b:Good c:Good", ProbeState.Degraded)]
    [InlineData("a:Bad b:Bad c:Good", ProbeState.Down)]
    [InlineData("a:Slow b:Good c:Good", ProbeState.Up)]
    [InlineData("a:Slow b:Slow c:Good", ProbeState.Degraded)]
    [InlineData("a:Bad b:Slow c:Good", ProbeState.Degraded)]
    public void So_many_agents_must_agree(string votes, ProbeState state) => Assert.Equal(state, Of(Two, votes).State);

    [Theory]
    [InlineData("a:Bad", ProbeState.Down)]
    [InlineData("a:Bad b:None c:None", ProbeState.Down)]
    [InlineData("a:Good b:None", ProbeState.Up)]
    public void No_more_must_agree_than_can_tell(string votes, ProbeState state) => Assert.Equal(state, Of(Two, votes).State);

    [Theory]
    [InlineData("")]
    [InlineData("a:None b:None")]
    public void When_nobody_can_tell_nothing_is_said(string votes) => Assert.Equal(ProbeState.Unknown, Of(Two, votes).State);

    [Theory]
    [InlineData("a:Bad b:Good c:Good d:Good", ProbeState.Degraded)]
    [InlineData("a:Bad b:Bad c:Good d:Good", ProbeState.Down)]
    [InlineData("a:Bad b:Bad c:Good d:Good e:Good", ProbeState.Degraded)]
    public void It_may_be_a_share_of_them(string votes, ProbeState state) => Assert.Equal(state, Of(Half, votes).State);

    [Theory]
    [InlineData(0.1, 30, 3)]
    [InlineData(0.07, 100, 7)]
    [InlineData(0.01, 3, 1)]
    [InlineData(1, 5, 5)]
    [InlineData(0.51, 2, 2)]
    public void A_share_is_rounded_up(double share, int voters, int needs) => Assert.Equal(needs, Quorum.OfShare(share).Needs(voters));

    [Theory]
    [InlineData("telecom-1:Bad telecom-2:Bad telecom-3:Good mobile-1:Good", ProbeState.Degraded, 1)]
    [InlineData("telecom-1:Bad telecom-2:Good mobile-1:Bad mobile-2:Good", ProbeState.Degraded, 0)]
    [InlineData("telecom-1:Bad telecom-2:Bad mobile-1:Bad mobile-2:Good unicom-1:Bad", ProbeState.Down, 2)]
    [InlineData("telecom-1:Bad telecom-2:Bad telecom-3:Bad telecom-4:Bad mobile-1:Good", ProbeState.Degraded, 1)]
    [InlineData("telecom-1:Bad mobile-1:Good", ProbeState.Degraded, 1)]
    public void By_carrier_one_with_many_agents_has_one_vote(string votes, ProbeState state, int bad)
    {
        Poll poll = Of(Two with { By = "carrier" }, votes);

        Assert.Equal((state, bad), (poll.State, poll.Bad));
    }

    [Fact]
    public void Agents_that_are_cut_off_or_sick_are_not_asked()
    {
        Poll poll = Poll.Of(Two,
        [
            (Watched.Agent("a") with { IsConnected = false }, AgentVote.Bad),
            (Watched.Agent("b") with { IsHealthy = false }, AgentVote.Bad),
            (Watched.Agent("c"), AgentVote.Good),
        ]);

        Assert.Equal((ProbeState.Up, 1), (poll.State, poll.Voters));
        Assert.Empty(poll.BadAgents);
    }

    private static Poll Of(VerdictPolicy policy, string votes) => Poll.Of(policy, votes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(v => v.Split(':')).Select(v => (Watched.Agent(v[0]), Enum.Parse<AgentVote>(v[1]))));
}
