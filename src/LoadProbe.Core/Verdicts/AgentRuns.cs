namespace LoadProbe.Core;

/// <summary>
/// The third stage: what one agent's last runs of a probe say. Runs that our side could not measure say nothing; while the newest run is
/// such a one the agent has no vote, because the failures before it may have been ours as well.
/// </summary>
/// <param name="policy">When a failure counts.</param>
/// <param name="isBad">It is known to be bad from before, and takes as much as ever to be good again.</param>
public sealed class AgentRuns(VerdictPolicy policy, bool isBad = false)
{
    private readonly Hysteresis _bad = new(policy.Failures, policy.Window, isBad ? true : null);
    private readonly Hysteresis _slow = new(policy.Failures, policy.Window);
    private DateTimeOffset? _newest;
    private DateTimeOffset? _counted;

    /// <summary>The first failed run of the trouble that it is in, or that may be beginning.</summary>
    public Evidence? FirstBad { get; private set; }

    /// <summary>The newest failed run.</summary>
    public Evidence? LastBad { get; private set; }

    /// <summary>Whether it takes the run: one that came late, after a newer one, or twice, it does not.</summary>
    public bool Add(ProbeResult result)
    {
        DateTimeOffset started = result.Journey.Started;
        if (started <= _newest) return false;
        _newest = started;
        if (result.Verdict == Verdict.Invalid) return true;
        _counted = started;
        bool failed = result.Verdict == Verdict.Fail;
        if (failed)
        {
            LastBad = Evidence.Of(result);
            if (_bad.IsOn is not true && _bad.IsQuiet) FirstBad = LastBad;
        }
        else if (policy.Degraded is { } most)
        {
            _slow.Add(result.Journey.Duration > most);
        }

        _bad.Add(failed);
        return true;
    }

    /// <summary>What it says at an instant, with no run older than <paramref name="freshness"/>.</summary>
    public AgentVote Vote(DateTimeOffset now, TimeSpan freshness)
    {
        if (_counted is not { } counted || counted != _newest || now - counted > freshness) return AgentVote.None;
        return _bad.IsOn switch
        {
            null => AgentVote.None,
            true => AgentVote.Bad,
            false => _slow.IsOn is true ? AgentVote.Slow : AgentVote.Good,
        };
    }
}
