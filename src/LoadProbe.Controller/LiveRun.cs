using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The newest state of the newest run, for whoever looks. Written as text at once, so that readers never see it change under them.</summary>
public sealed class LiveRun
{
    private volatile State? _state;

    public string? Id => _state?.Id;

    /// <summary>Its line in a list.</summary>
    public string? Summary => _state?.Summary;

    /// <summary>The whole run as a document; null when there is none.</summary>
    public string? Json => _state is { } state ? $"{state.Head[..^1]},\"series\":[{string.Join(',', state.Series.Select(p => SecondJson.Text(p.Second)))}]}}" : null;

    /// <summary>What the page draws: the run, and the points of its curves that are new since a revision of them.</summary>
    public string? Curves(long after)
    {
        if (_state is not { } state) return null;
        int from = Array.FindIndex(state.Series, p => p.Revision > after);
        if (from < 0) from = state.Series.Length;
        return CurveJson.Text(state.Head, [.. state.Series.Skip(from).Select(p => p.Second)], from, state.Revision);
    }

    internal void Set(RunReport report)
    {
        State? old = _state?.Id == report.Id ? _state : null;
        long revision = (old?.Revision ?? 0) + 1;
        string summary = JsonSerializer.Serialize(new { id = report.Id, scenario = report.Scenario.Name, started = report.Started.Rfc3339(), state = report.State.ToString().ToLowerInvariant(), verdict = report.Verdict?.ToString().ToLowerInvariant() });
        // Points do not change, they are put in the place of others: one that is still the same is not sent again.
        Point[] series = [.. report.Series.Select((s, i) => old is not null && i < old.Series.Length && ReferenceEquals(old.Series[i].Second, s) ? old.Series[i] : new Point(s, revision))];
        _state = new State(report.Id, RunJson.Head(report), summary, series, revision);
    }

    private sealed record State(string Id, string Head, string Summary, Point[] Series, long Revision);

    private readonly record struct Point(RunSecond Second, long Revision);
}
