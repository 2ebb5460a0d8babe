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
    public bool IsReady => _heard is not null && (!Broken || Query.Else == BreachAction.Warn);

    /// <summary>Takes an answer; null when it says nothing new.</summary>
    /// <param name="now">The round of its question.</param>
    /// <param name="isPressed">Load is sent. Before that nothing outside is waited out: the run does not begin.</param>
    public GuardSign? Hear(QueryAnswer answer, DateTimeOffset now, bool isPressed)
    {
        if (Broken && !Query.Else.Returns()) return null;
        _heard = now;
        if (answer.Fault is { } fault) return Unknown(fault);
        if (answer.Samples.Count == 0) return Unknown("no data: the answer has no series");
        QuerySample? worst = answer.Samples.Where(s => !double.IsNaN(s.Value)).MaxBy(s => Query.Excess(s.Value));
        bool isOutside = worst is not null && Query.Excess(worst.Value) > 0;
        if (!isOutside && answer.Samples.FirstOrDefault(s => double.IsNaN(s.Value)) is { } none && (worst is null || Query.NoData == NoDataAction.Abort)) return Unknown($"no data: {none}");
        _value = $"{worst}";
        _outside = isOutside ? _outside ?? now : null;
        if (_outside is not { } since) return Sign(GuardLevel.Well, Query.Else, "");
        if (isPressed && now - since < Query.For) return Sign(GuardLevel.Between, Query.Else, "");
        Broken = true;
        // Where it is outside before anything is sent, there is nothing to hold back.
        return Sign(GuardLevel.Breach, isPressed || Query.Else == BreachAction.Warn ? Query.Else : BreachAction.Abort, now > since ? $"it is {_value}, outside for {Durations.Text(now - since)}" : $"it is {_value}");
    }

    /// <summary>The reason when there has been no answer, not even a bad one, for too long.</summary>
    public string? Silent(DateTimeOffset now) =>
        _heard is { } heard && now - heard > Query.Every + Query.Patience + Slack ? Unknown($"nothing was heard for {Durations.Text(now - heard)}")?.Reason : null;

    public GuardReading Reading() => new(guard.Text, "guard", !Broken, _value, Query.Else == BreachAction.Warn);

    // What was outside before is neither inside again nor any longer outside. Who cannot see does not go on, whatever a breach does.
    private GuardSign? Unknown(string why)
    {
        _value = why;
        if (Query.NoData == NoDataAction.Ignore) return null;
        Broken = true;
        return Sign(GuardLevel.Breach, Query.Else == BreachAction.Warn ? BreachAction.Warn : BreachAction.Abort, why);
    }

    private GuardSign Sign(GuardLevel level, BreachAction action, string reason) => new(Text, "guard", action, Query.Dwell, level, $"{Text}: {reason}");
}
