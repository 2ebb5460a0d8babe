namespace LoadProbe.Controller;

/// <summary>Which shares of the plan each agent has; what a lost one leaves is dealt out once it cannot fire any more.</summary>
internal sealed class RunShares
{
    private readonly Dictionary<string, IReadOnlyList<Share>> _of;
    private readonly List<(Share Share, DateTimeOffset Free)> _left = [];

    public RunShares(IReadOnlyList<string> agents) => _of = agents.Index().ToDictionary(a => a.Item, a => (IReadOnlyList<Share>)[new Share(new Segment(a.Index, agents.Count), TimeSpan.Zero)]);

    /// <summary>The same list until it changes.</summary>
    public IReadOnlyList<Share> Of(string agent) => _of[agent];

    /// <summary>What an agent had nobody has, and from then on others may.</summary>
    public void Leave(string agent, DateTimeOffset free) => _left.AddRange(_of[agent].Select(s => (s, free)));

    /// <summary>Whether there is something to deal out.</summary>
    public bool AnyFree(DateTimeOffset now) => _left.Any(l => l.Free <= now);

    /// <summary>Deals out what nobody has, each share to all of them in equal parts, from a time of the plan on.</summary>
    /// <returns>How many shares.</returns>
    public int Deal(IReadOnlyList<string> takers, TimeSpan from, DateTimeOffset now)
    {
        if (takers.Count == 0) return 0;
        Share[] free = [.. _left.Where(l => l.Free <= now).Select(l => l.Share)];
        _left.RemoveAll(l => l.Free <= now);
        foreach ((int i, string taker) in takers.Index())
        {
            if (free.Length > 0) _of[taker] = [.. _of.GetValueOrDefault(taker, []), .. free.Select(s => s.Part(i, takers.Count, from))];
        }

        return free.Length;
    }
}
