namespace LoadProbe.Core;

/// <summary>Opens, follows and closes the incidents of one probe. One that comes back soon after it closed is the same one.</summary>
/// <param name="newest">The newest one that is known already; null = none is.</param>
public sealed class IncidentWatch(string probe, string target, Incident? newest = null)
{
    /// <summary>How soon is soon.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    /// <summary>The newest one, open or closed; null = there was none.</summary>
    public Incident? Newest { get; private set; } = newest;

    public bool IsOpen => Newest is { Closed: null };

    /// <summary>The target is down by these runs of the agents that say so, one at the least.</summary>
    public void Down(DateTimeOffset at, IReadOnlyCollection<AgentRuns> bad)
    {
        Evidence[] last = [.. bad.Select(b => b.LastBad).OfType<Evidence>().OrderBy(e => e.At)];
        if (last.Length == 0) return;
        if (Newest is { } known && (known.Closed is not { } closed || at - closed <= Again))
        {
            Newest = known with
            {
                Closed = null,
                Reopened = known.Closed is null ? known.Reopened : known.Reopened + 1,
                Last = last[^1].At > known.Last.At ? last[^1] : known.Last,
                Agents = Joined(known.Agents, last),
            };
            return;
        }

        Evidence cause = last.GroupBy(e => (e.Outcome, e.Step)).MaxBy(g => g.Count())!.First();
        Newest = new Incident
        {
            Id = Guid.CreateVersion7(at),
            Probe = probe,
            Target = target,
            Opened = at,
            Cause = cause.Outcome,
            Detail = cause.Detail,
            Step = cause.Step,
            First = bad.Select(b => b.FirstBad).OfType<Evidence>().MinBy(e => e.At) ?? last[0],
            Last = last[^1],
            Agents = Joined([], last),
        };
    }

    /// <summary>The target is no longer down.</summary>
    public void Over(DateTimeOffset at)
    {
        if (IsOpen) Newest = Newest! with { Closed = at };
    }

    private static IReadOnlyList<string> Joined(IReadOnlyList<string> known, IEnumerable<Evidence> more)
    {
        string[] all = [.. known.Union(more.Select(e => e.Agent)).Order(StringComparer.Ordinal)];
        return all.Length == known.Count ? known : all;
    }
}
