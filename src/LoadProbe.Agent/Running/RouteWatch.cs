using System.Collections.Concurrent;

namespace LoadProbe.Agent;

/// <summary>The last known way of each path step on this agent, so that another one is noticed.</summary>
internal sealed class RouteWatch
{
    private readonly ConcurrentDictionary<(string Probe, string Step), PathFigures> _last = new();

    /// <summary>The same result, its paths held against those of the time before.</summary>
    public JourneyResult Compare(string probe, JourneyResult journey) =>
        journey.Steps.All(s => s.Path is null) ? journey : journey with { Steps = [.. journey.Steps.Select(s => s.Path is { } path ? s with { Path = Compare((probe, s.Name), path) } : s)] };

    private PathFigures Compare((string Probe, string Step) key, PathFigures path)
    {
        PathFigures compared = _last.TryGetValue(key, out PathFigures? before) ? path.After(before) : path;
        _last[key] = compared;
        return compared;
    }
}
