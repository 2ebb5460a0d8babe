using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>
/// What watches a run from outside it: <c>probe login-page fails, else abort</c>, <c>probe order-api fails 2 times</c>,
/// <c>probe order-api fails 3 of 5 from 2 agents, else hold for 30s</c>, <c>probe order-api slower than 500ms</c>; or a threshold over windows; or a
/// question to a Prometheus. Hearing nothing always stops the load.
/// </summary>
public sealed partial record Guard
{
    // Whoever only fails a run at its end guards nothing.
    private static readonly Dictionary<string, BreachAction> Actions = BreachActions.ByWord.Where(a => a.Value != BreachAction.Fail).ToDictionary();

    public required string Text { get; init; }

    /// <summary>The probe watched; null when <see cref="Threshold"/> or <see cref="Prometheus"/> is set.</summary>
    public string? Probe { get; init; }

    /// <summary>Runs that must fail, of the last <see cref="OutOf"/>.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many of the last runs are looked at; null = as many as must fail.</summary>
    public int? OutOf { get; init; }

    /// <summary>From how many agents the failed ones must be.</summary>
    public int Agents { get; init; } = 1;

    /// <summary>A run also counts as failed when it took longer; null = only when it failed.</summary>
    public TimeSpan? SlowerThan { get; init; }

    public Threshold? Threshold { get; init; }

    /// <summary>What is asked of a Prometheus; null when the guard is about something else.</summary>
    public PrometheusQuery? Prometheus { get; init; }

    /// <summary>What a breach does.</summary>
    public BreachAction Else { get; init; } = BreachAction.Abort;

    /// <summary>With hold and back off: for how long it has to be well before more is sent.</summary>
    public TimeSpan Dwell { get; init; } = Threshold.StandardDwell;

    /// <summary>A guard that asks a Prometheus.</summary>
    public static Guard Of(PrometheusQuery query) => new() { Text = query.Text, Prometheus = query, Else = query.Else, Dwell = query.Dwell };

    /// <summary>Reads a guard; null and what would be right when it is not one.</summary>
    public static Guard? Parse(string text, out string? fault)
    {
        fault = null;
        System.Text.RegularExpressions.Match match = Grammar().Match(text);
        return match.Success ? OfProbe(text, match.Groups, out fault) : OfThreshold(text, out fault);
    }

    private static Guard? OfThreshold(string text, out string? fault)
    {
        fault = null;
        if (Threshold.Parse(text, out string? why) is { } threshold)
        {
            if (threshold.Over is null) fault = $"\"{text}\" is not a guard: a threshold here is over windows, for instance \"errors < 1% over 10s\"";
            else if (threshold.Else == BreachAction.Warn) fault = $"\"{text}\" is not a guard: a guard stops the load, write it under thresholds";
                        return fault is null ? new Guard { Text = text, Threshold = threshold, Else = threshold.Returns ? threshold.Else : BreachAction.Abort, Dwell = threshold.Dwell } : null;
        }

        bool isThreshold = text.Contains('<', StringComparison.Ordinal) || text.Contains('>', StringComparison.Ordinal);
        fault = isThreshold ? why : $"\"{text}\" is not a guard: write for instance \"probe login-page fails, else abort\", \"probe order-api slower than 500ms\" or a threshold with \"over\"";
        return null;
    }

    private static Guard? OfProbe(string text, GroupCollection parts, out string? fault)
    {
        fault = null;
        TimeSpan slower = default, dwell = Threshold.StandardDwell;
        int times = Number(parts["times"], 1), agents = Number(parts["agents"], 1);
        int? of = parts["of"].Success ? Number(parts["of"], 1) : null;
        string word = OneLine.Of(parts["else"].Value);
        BreachAction action = BreachAction.Abort;
        // From several agents there are at least as many.
        if (!parts["times"].Success) times = agents;
        if (parts["slower"].Success && (!Durations.TryParse(parts["slower"].Value, out slower) || slower <= TimeSpan.Zero)) fault = $"{parts["slower"].Value} is not a duration such as 500ms";
        else if (of < times) fault = $"{times} of {of} can never be: the second number is the larger one";
        else if (times < agents) fault = $"{times} cannot be from {agents} agents: so many have to fail at least";
        else if (word.Length > 0 && !Actions.TryGetValue(word, out action)) fault = $"else {word} is not known: {Spelling.Hint(word, Actions.Keys)}It is one of {string.Join(", ", Actions.Keys)}";
        else if (parts["dwell"].Success && !action.Returns()) fault = "\"for\" comes after hold or back off, of which one returns";
        else if (parts["dwell"].Success && (!Durations.TryParse(parts["dwell"].Value, out dwell) || dwell < TimeSpan.FromSeconds(1) || dwell > TimeSpan.FromMinutes(10))) fault = $"for {parts["dwell"].Value} is not a time from 1s to 10m";
        if (fault is not null)
        {
            fault = $"\"{text}\": {fault}";
            return null;
        }

        return new Guard { Text = text, Probe = parts["probe"].Value, Times = times, OutOf = of, Agents = agents, SlowerThan = parts["slower"].Success ? slower : null, Else = action, Dwell = dwell };
    }

    private static int Number(Group group, int absent) => group.Success ? int.Parse(group.Value, System.Globalization.CultureInfo.InvariantCulture) : absent;

    [GeneratedRegex("""
        ^\s*probe\s+(?<probe>[\w./-]+)\s+(?:fails|slower\s+than\s+(?<slower>[\d.]+\s*[a-zµ]+))
        (?:\s+(?<times>[1-9]\d?)\s+(?:times|of\s+(?<of>[1-9]\d?)))?(?:\s+from\s+(?<agents>[1-9]\d?)\s+agents?)?
        (?:\s*,\s*else\s+(?<else>back\s+off|\w+)(?:\s+for\s+(?<dwell>\S+))?)?\s*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
