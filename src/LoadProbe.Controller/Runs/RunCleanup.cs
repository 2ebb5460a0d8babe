using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>What agents say of cleaning up after a run, once its load has ended; the run waits for it, and not for ever.</summary>
internal sealed class RunCleanup(After after)
{
    // Whoever cleans up says so each second.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (CleanupFigures Figures, bool Over)> _told = [];
    private readonly Dictionary<string, DateTimeOffset> _heard = [];
    private DateTimeOffset? _begun;
    private string[] _silent = [];

    /// <summary>All agents together; null = nothing is cleaned up in this run.</summary>
    public CleanupFigures? Figures => after.Cleanup.Count == 0 ? null : _told.Values.Select(t => t.Figures).Aggregate(CleanupFigures.None, (a, b) => a + b);

    /// <summary>What is not known of it, for the reasons of the run.</summary>
    public IEnumerable<string> Faults => _silent.Select(agent => $"agent {agent} did not say that it has cleaned up; what it wrote is taken back when it is next started");

    public void Hear(string agent, CleanupTold told, DateTimeOffset now)
    {
        _heard[agent] = now;
        if (!_told.TryGetValue(agent, out (CleanupFigures Figures, bool Over) before) || !before.Over) _told[agent] = (told.Figures, told.Over);
    }

    /// <summary>Whether nothing more is to be waited for, once the load has ended. The first time that it is asked is when cleaning up began.</summary>
    public bool IsOver(IReadOnlyList<string> agents, DateTimeOffset now)
    {
        if (after.Cleanup.Count == 0) return true;
        DateTimeOffset begun = _begun ??= now;
        string[] waited = [.. agents.Where(a => !_told.GetValueOrDefault(a).Over)];
        if (waited.Length == 0) return true;
        bool late = now - begun > after.CleanupWithin + Silence;
        _silent = [.. waited.Where(a => late || now - (_heard.TryGetValue(a, out DateTimeOffset heard) && heard > begun ? heard : begun) > Silence)];
        return _silent.Length == waited.Length;
    }
}
