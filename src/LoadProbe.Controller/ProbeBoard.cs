using System.Collections.Concurrent;

namespace LoadProbe.Controller;

/// <summary>What works now: the newest result of each probe on each agent, and the last few before it.</summary>
public sealed class ProbeBoard : IResultSink
{
    private const int Kept = 30;

    private readonly ConcurrentDictionary<(string Probe, string Agent), BoardEntry> _entries = new();
    private volatile IReadOnlyList<Probe> _probes = [];

    /// <summary>The probes that are to run; results of others are forgotten.</summary>
    public IReadOnlyList<Probe> Probes
    {
        get => _probes;
        set
        {
            _probes = value;
            HashSet<string> known = [.. value.Select(p => p.Name)];
            foreach ((string Probe, string Agent) key in _entries.Keys)
            {
                if (!known.Contains(key.Probe)) _entries.TryRemove(key, out _);
            }
        }
    }

    public IReadOnlyCollection<BoardEntry> Entries => [.. _entries.Values];

    public void Write(ProbeResult result) => _entries.AddOrUpdate(
        (result.Probe, result.Agent),
        _ => new BoardEntry(result, [Dot.Of(result)]),
        (_, old) => new BoardEntry(result, [.. old.Recent.TakeLast(Kept - 1), Dot.Of(result)]));
}
