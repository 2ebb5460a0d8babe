using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The newest state of the newest run, for whoever looks. Written as text only then: a run that nobody watches spends nothing on it.</summary>
public sealed class LiveRun
{
    private readonly Lock _turn = new();
    private volatile RunReport? _newest;
    private State? _seen;

    public string? Id => _newest?.Id;

    /// <summary>As it was told last; null when there is none.</summary>
    internal RunReport? Newest => _newest;

    /// <summary>Its line in a list.</summary>
    public string? Summary => _newest is { } run
        ? JsonSerializer.Serialize(new { id = run.Id, scenario = run.Scenario.Name, started = run.Started.Rfc3339(), state = run.State.Word(), verdict = run.Verdict?.ToString().ToLowerInvariant() })
        : null;

    /// <summary>The whole run as a document; null when there is none.</summary>
    public string? Json => Look() is { } state ? $"{state.Head[..^1]},\"series\":[{string.Join(',', state.Series.Select(p => SecondJson.Text(p.Second)))}]}}" : null;

    /// <summary>What the page draws: the run, and the points of its curves that are new since a revision of them.</summary>
    public string? Curves(long after)
    {
        if (Look() is not { } state) return null;
        int from = Array.FindIndex(state.Series, p => p.Revision > after);
        if (from < 0) from = state.Series.Length;
        return CurveJson.Text(state.Head, [.. state.Series.Skip(from).Select(p => p.Second)], from, state.Revision);
    }

    /// <summary>True when it is another run than before, or in another state.</summary>
    internal bool Set(RunReport report)
    {
        RunReport? before = _newest;
        _newest = report;
        return before?.Id != report.Id || before.State != report.State;
    }

    private State? Look()
    {
        lock (_turn)
        {
            if (_newest is not { } run || ReferenceEquals(_seen?.Of, run)) return _seen;
            State? old = _seen?.Of.Id == run.Id ? _seen : null;
            long revision = (old?.Revision ?? 0) + 1;
            // Points do not change, they are put in the place of others: one that is still the same is not sent again.
            Point[] series = [.. run.Series.Select((s, i) => old is not null && i < old.Series.Length && ReferenceEquals(old.Series[i].Second, s) ? old.Series[i] : new Point(s, revision))];
            string head;
            lock (run.Figures) head = RunJson.Head(run);
            return _seen = new State(run, head, series, revision);
        }
    }

    private sealed record State(RunReport Of, string Head, Point[] Series, long Revision);

    private readonly record struct Point(RunSecond Second, long Revision);
}
