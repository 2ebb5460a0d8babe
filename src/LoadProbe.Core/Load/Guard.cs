using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>
/// What watches a run from outside it: <c>probe login-page fails, else abort</c>, <c>probe order-api fails 2 times</c>,
/// <c>probe order-api slower than 500ms</c>; or a threshold over windows; or a question to a Prometheus. A breach stops the load; so does hearing nothing.
/// </summary>
public sealed partial record Guard
{
    public required string Text { get; init; }

    /// <summary>The probe watched; null when <see cref="Threshold"/> or <see cref="Prometheus"/> is set.</summary>
    public string? Probe { get; init; }

    /// <summary>Runs in a row that must fail.</summary>
    public int Times { get; init; } = 1;

    /// <summary>A run also counts as failed when it took longer; null = only when it failed.</summary>
    public TimeSpan? SlowerThan { get; init; }

    public Threshold? Threshold { get; init; }

    /// <summary>What is asked of a Prometheus; null when the guard is about something else.</summary>
    public PrometheusQuery? Prometheus { get; init; }

    /// <summary>A guard that asks a Prometheus.</summary>
    public static Guard Of(PrometheusQuery query) => new() { Text = query.Text, Prometheus = query };

    /// <summary>Reads a guard; null and what would be right when it is not one.</summary>
    public static Guard? Parse(string text, out string? fault)
    {
        fault = null;
        System.Text.RegularExpressions.Match match = Grammar().Match(text);
        if (!match.Success)
        {
            if (Threshold.Parse(text, out string? why) is { } threshold)
            {
                if (threshold.Over is null) fault = $"\"{text}\" is not a guard: a threshold here is over windows, for instance \"errors < 1% over 10s\"";
                else if (threshold.Else == BreachAction.Warn) fault = $"\"{text}\" is not a guard: a guard stops the load, write it under thresholds";
                return fault is null ? new Guard { Text = text, Threshold = threshold } : null;
            }

            bool isThreshold = text.Contains('<', StringComparison.Ordinal) || text.Contains('>', StringComparison.Ordinal);
            fault = isThreshold ? why : $"\"{text}\" is not a guard: write for instance \"probe login-page fails, else abort\", \"probe order-api slower than 500ms\" or a threshold with \"over\"";
            return null;
        }

        TimeSpan slower = default;
        if (match.Groups["slower"].Success && (!Durations.TryParse(match.Groups["slower"].Value, out slower) || slower <= TimeSpan.Zero))
        {
            fault = $"\"{text}\": {match.Groups["slower"].Value} is not a duration such as 500ms";
            return null;
        }

        return new Guard
        {
            Text = text,
            Probe = match.Groups["probe"].Value,
            Times = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, System.Globalization.CultureInfo.InvariantCulture) : 1,
            SlowerThan = match.Groups["slower"].Success ? slower : null,
        };
    }

    [GeneratedRegex("""
        ^\s*probe\s+(?<probe>[\w./-]+)\s+(?:fails|slower\s+than\s+(?<slower>[\d.]+\s*[a-zµ]+))
        (?:\s+(?<times>[1-9]\d?)\s+times)?(?:\s*,\s*else\s+abort)?\s*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
