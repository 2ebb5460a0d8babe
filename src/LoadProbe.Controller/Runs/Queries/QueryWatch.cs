namespace LoadProbe.Controller;

/// <summary>
/// A guard that asks a Prometheus, as the answers come. The worst of several series decides. What is no number, no data and
/// an error are one: nothing is known then, and who cannot see must not go on.
/// </summary>
internal sealed class QueryWatch(Guard guard)
{
    // An answer that was waited for to its end may come this much later.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private DateTimeOffset? _heard;
    private DateTimeOffset? _outside;
    private string? _value;

    public PrometheusQuery Query { get; } = guard.Prometheus!;

    public string Text => guard.Text;

    public bool Broken { get; private set; }

    /// <summary>It has answered, and was not broken by that.</summary>
    public bool IsReady => _heard is not null && !Broken;

    /// <summary>Takes an answer; the reason when it is the breach.</summary>
    /// <param name="now">The round of its question.</param>
    /// <param name="isPressed">Load is sent. Before that nothing outside is waited out: the run does not begin.</param>
    public string? Hear(QueryAnswer answer, DateTimeOffset now, bool isPressed)
    {
        if (Broken) return null;
        _heard = now;
        if (answer.Fault is { } fault) return Unknown(fault);
        if (answer.Samples.Count == 0) return Unknown("no data: the answer has no series");
        QuerySample? worst = answer.Samples.Where(s => !double.IsNaN(s.Value)).MaxBy(s => Query.Excess(s.Value));
        bool isOutside = worst is not null && Query.Excess(worst.Value) > 0;
        if (!isOutside && answer.Samples.FirstOrDefault(s => double.IsNaN(s.Value)) is { } none && (worst is null || Query.NoData == NoDataAction.Abort)) return Unknown($"no data: {none}");
        _value = $"{worst}";
        _outside = isOutside ? _outside ?? now : null;
        if (_outside is not { } since || (isPressed && now - since < Query.For)) return null;
        return Break(now > since ? $"it is {_value}, outside for {Durations.Text(now - since)}" : $"it is {_value}");
    }

    /// <summary>The reason when there has been no answer, not even a bad one, for too long.</summary>
    public string? Silent(DateTimeOffset now) =>
        _heard is { } heard && now - heard > Query.Every + Query.Patience + Slack ? Unknown($"nothing was heard for {Durations.Text(now - heard)}") : null;

    public GuardReading Reading() => new(guard.Text, "guard", !Broken, _value);

    // What was outside before is neither inside again nor any longer outside.
    private string? Unknown(string why)
    {
        _value = why;
        return Query.NoData == NoDataAction.Abort ? Break(why) : null;
    }

    private string Break(string reason)
    {
        Broken = true;
        return reason;
    }
}
