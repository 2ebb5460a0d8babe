namespace LoadProbe.Controller;

/// <summary>The agents of a run: who is ready, whose share is at its end, and who fell silent.</summary>
internal sealed class RunAgents(IReadOnlyList<string> names)
{
    private readonly List<string> _names = [.. names];
    private readonly HashSet<string> _ready = [];
    private readonly HashSet<string> _ended = [];
    private readonly Dictionary<string, HashSet<int>> _taken = names.ToDictionary(n => n, _ => new HashSet<int>());
    private readonly Dictionary<string, int> _last = [];
    private readonly Dictionary<string, DateTimeOffset> _heard = [];
    private readonly Dictionary<string, DateTimeOffset> _lost = [];

    /// <summary>Those that take part; agent i of them has segment i.</summary>
    public IReadOnlyList<string> Names => _names;

    public int Ready => _ready.Count;

    public bool AllReady => _ready.Count == _names.Count;

    /// <summary>Those from which more is to come.</summary>
    public IEnumerable<string> Pressing => _names.Where(n => !_ended.Contains(n) && !_last.ContainsKey(n) && !_lost.ContainsKey(n));

    public bool IsLost(string agent) => _lost.ContainsKey(agent);

    public bool SetReady(string agent) => _names.Contains(agent) && _ready.Add(agent);

    /// <summary>They do not take part after all; the others must get ready for larger shares.</summary>
    public void LeaveOut(IReadOnlyCollection<string> agents)
    {
        _names.RemoveAll(agents.Contains);
        _ready.Clear();
    }

    /// <summary>One more takes part from now on.</summary>
    public void Join(string agent, DateTimeOffset at)
    {
        _names.Add(agent);
        _taken[agent] = [];
        _heard[agent] = at;
    }

    /// <summary>Those that are not ready.</summary>
    public IReadOnlyList<string> Unready() => [.. _names.Where(n => !_ready.Contains(n))];

    /// <summary>From here on each is expected to be heard.</summary>
    public void Begin(DateTimeOffset at)
    {
        foreach (string name in _names) _heard[name] = at;
    }

    /// <summary>Takes a snapshot; false when it was taken before. Over a link the last one may overtake others: the share has ended when all are here.</summary>
    public bool Hear(string agent, Snapshot snapshot, DateTimeOffset at)
    {
        if (!_taken.TryGetValue(agent, out HashSet<int>? taken) || !taken.Add(snapshot.Number)) return false;
        _heard[agent] = at;
        if (snapshot.Last) _last[agent] = snapshot.Number;
        if (_last.TryGetValue(agent, out int last) && taken.Count >= last) End(agent);
        return true;
    }

    /// <summary>Agents that said their last, but of whose snapshots some have not come for so long, and how many.</summary>
    public IReadOnlyList<(string Agent, int Missing)> Incomplete(DateTimeOffset now, TimeSpan longest) =>
        [.. _last.Where(l => !_ended.Contains(l.Key) && now - _heard[l.Key] > longest).Select(l => (l.Key, l.Value - _taken[l.Key].Count))];

    public void End(string agent) => _ended.Add(agent);

    /// <summary>It ends, and what it did is not known.</summary>
    public void Break(string agent)
    {
        if (_ended.Add(agent)) Broken++;
    }

    /// <summary>How many of them ended so.</summary>
    public int Broken { get; private set; }

    /// <summary>Nothing more is expected of it.</summary>
    public void Lose(string agent, DateTimeOffset at) => _lost[agent] = at;

    /// <summary>How long each has been silent from which more is to come.</summary>
    public IReadOnlyList<(string Agent, TimeSpan For)> Silent(DateTimeOffset now, TimeSpan longest) =>
        [.. Pressing.Select(n => (n, now - _heard[n])).Where(s => s.Item2 > longest)];

    /// <summary>Whether all shares are at their end. One that was lost may still be firing for so long after: until its lease has lapsed and its journeys are over.</summary>
    public bool AllEnded(DateTimeOffset now, TimeSpan lapse) => _names.All(n => _ended.Contains(n) || (_lost.TryGetValue(n, out DateTimeOffset at) && now - at > lapse));
}
