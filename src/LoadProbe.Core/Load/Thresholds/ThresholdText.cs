using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>A threshold read from what a person wrote, part by part, so that each fault says what would be right there.</summary>
internal static partial class ThresholdText
{
    private const string Example = "write for instance \"response p99 < 300ms over 10s, else abort\" or \"errors < 0.1%\"";
    private static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(1), MostWindow = TimeSpan.FromMinutes(10);


    public static Threshold? Read(string text, out string? fault)
    {
        var threshold = new Threshold { Text = text, Figure = default, Below = true, Limit = 0 };
        fault = Sentence().Match(text) is { Success: true } parts ? Read(parts, ref threshold) : Shape(text);
        if (fault is null) return threshold;
        fault = $"\"{text}\"{(fault.StartsWith("is not", StringComparison.Ordinal) ? " " : ": ")}{fault}";
        return null;
    }

    private static string? Read(System.Text.RegularExpressions.Match parts, ref Threshold threshold) =>
        Subject(parts.Groups["subject"].Value, ref threshold) ?? Figure(parts.Groups["figure"].Value, ref threshold)
        ?? Limit(parts.Groups["sign"].Value, parts.Groups["limit"].Value.TrimEnd(), ref threshold) ?? Tail(parts.Groups["tail"].Value, ref threshold);

    private static string Shape(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? comparison = words.FirstOrDefault(w => w is "below" or "under" or "less" or "above" or "over" or "more" or "is" or "=" or "==");
        if (comparison is null || text.Contains('<', StringComparison.Ordinal) || text.Contains('>', StringComparison.Ordinal)) return $"is not a threshold: {Example}";
        return $"is not a threshold: {comparison} is no comparison, write <, <=, > or >=";
    }

    // Everything before the last colon: no other part has one, and a step's name may.
    private static string? Subject(string text, ref Threshold threshold)
    {
        if (text.Length == 0) return null;
        string[] words = text.TrimEnd(':').Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is not ["step" or "journey", { } name]) return $"{text} is not understood: write step and its name, or journey and its name, before the colon";
        threshold = words[0] == "step" ? threshold with { Step = name } : threshold with { Journey = name };
        return null;
    }

    private static string? Figure(string text, ref Threshold threshold)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return $"is not a threshold: {Example}";
        if (words[0] is "step" or "journey") return $"write a colon after the name: {words[0]} pay: service p95";
        if (!ThresholdFigures.ByWord.TryGetValue(words[0], out ThresholdFigure figure)) return Unknown(words);
        if (words.Length > 2) return $"{string.Join(' ', words[2..])} is not understood: {Example}";
        string statistic = words.ElementAtOrDefault(1) ?? "";
        double percentile = 0;
        bool isPercentile = statistic.StartsWith('p') && double.TryParse(statistic.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percentile);
        if (!figure.HasStatistic() && statistic.Length > 0) return $"{figure.Word()} has no {statistic}";
        if (figure.HasStatistic() && !isPercentile && statistic is not ("mean" or "avg" or "max")) return $"say which of {figure.Word()}: p50, p95, p99, p99.9, mean or max";
        if (percentile > 100) return $"{statistic} is not a percentile from p0 to p100";
        if (!figure.IsOfSteps() && (threshold.Step ?? threshold.Journey) is not null) return $"{figure.Word()} {(figure is ThresholdFigure.Drops or ThresholdFigure.Retransmissions or ThresholdFigure.Resets ? "are" : "is")} of the whole run, not of a {(threshold.Step is null ? "journey" : "step")}";
        threshold = threshold with { Figure = figure, Percentile = isPercentile ? percentile : null, IsMean = statistic is "mean" or "avg", IsMax = statistic == "max" };
        return null;
    }

    private static string Unknown(string[] words)
    {
        string word = words[0];
        if (word[0] == 'p' && word.Skip(1).All(c => char.IsAsciiDigit(c) || c == '.')) return $"say of what before {word}: response {word}, service {word}, wait {word}";
        string? meant = ThresholdFigures.Synonyms.GetValueOrDefault(word.ToLowerInvariant()) ?? Spelling.Nearest(word, ThresholdFigures.ByWord.Keys);
        return $"{word} is not a figure: {(meant is null ? "" : $"did you mean \"{meant}\"? ")}Known are {string.Join(", ", ThresholdFigures.ByWord.Keys)}";
    }

    private static string? Limit(string sign, string limit, ref Threshold threshold)
    {
        if (sign is not ("<" or "<=" or ">" or ">=")) return $"{sign} is no comparison: write <, <=, > or >=";
        if (!threshold.Figure.TryLimit(limit, out double value)) return $"{limit} is not {threshold.Figure.Example()}";
        threshold = threshold with { Below = sign[0] == '<', OrEqual = sign.Length == 2, Limit = value };
        return null;
    }

    private static string? Tail(string text, ref Threshold threshold)
    {
        System.Text.RegularExpressions.Match parts = Ending().Match(text);
        if (!parts.Success) return $"{text.Trim()} is not understood: after the limit come \"over 10s\", \"for 3 windows\" and \", else abort\", in this order";
        (Group over, Group windows, Group then) = (parts.Groups["over"], parts.Groups["windows"], parts.Groups["else"]);
        if (over.Success)
        {
            if (!Durations.TryParse(over.Value, out TimeSpan window)) return $"{over.Value} is not a duration such as 10s";
            if (window < LeastWindow || window > MostWindow) return "a window is from 1s to 10m";
            if (window.Ticks % TimeSpan.TicksPerSecond != 0) return "a window is whole seconds";
            threshold = threshold with { Over = window };
        }

        if (windows.Success)
        {
            if (!over.Success) return "windows are counted only with \"over\"";
            if (!int.TryParse(windows.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > 1_000) return $"for {windows.Value} windows is not from 1 to 1000";
            threshold = threshold with { Windows = count };
        }

        if (!then.Success) return null;
        string word = OneLine.Of(then.Value);
        if (!BreachActions.ByWord.TryGetValue(word, out BreachAction action)) return $"else {word} is not known: {Spelling.Hint(word, BreachActions.ByWord.Keys)}It is one of {string.Join(", ", BreachActions.ByWord.Keys)}";
        threshold = threshold with { Else = action };
        return Return(parts.Groups["until"], parts.Groups["dwell"], ref threshold);
    }

    // When more is sent again.
    private static string? Return(Group until, Group dwell, ref Threshold threshold)
    {
        bool returns = threshold.Returns;
        if (returns && threshold.Over is null) return "what holds the load back is judged while it runs: say \"over 10s\" before it";
        if (!returns && (until.Success || dwell.Success)) return "\"until\" and \"for\" come after hold or back off, of which one returns";
        if (until.Success)
        {
            if (!threshold.Figure.TryLimit(until.Value, out double value)) return $"until {until.Value} is not {threshold.Figure.Example()}";
            if (threshold.Below ? value > threshold.Limit : value < threshold.Limit) return $"until {until.Value} is beyond the limit itself";
            threshold = threshold with { Until = value };
        }

        if (!dwell.Success) return null;
        if (!Durations.TryParse(dwell.Value, out TimeSpan time) || time < LeastWindow || time > MostWindow) return $"for {dwell.Value} is not a time from 1s to 10m";
        threshold = threshold with { Dwell = time };
        return null;
    }

    [GeneratedRegex("""
        ^\s*(?<subject>[^<>]*:)?\s*(?<figure>[^<>=≤≥!:]*?)\s*(?<sign>[<>=≤≥!]+)\s*
        (?<limit>[^\s,<>=]+(?:\s+(?:us|µs|ms|s|m|h|d|%|/\s*s|/\s*m|/\s*min|/\s*h)(?![^\s,]))?)(?<tail>.*)$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex("""
        ^(?:\s+over\s+(?<over>[^\s,]+(?:\s+(?!for\b|else\b)[a-zµ]+)?))?(?:\s+for\s+(?<windows>\S+)\s+windows?)?(?:\s*,?\s*else\s+(?<else>back\s+off|\w+)(?:\s+until\s+(?<until>\S+))?(?:\s+for\s+(?<dwell>\S+))?)?\s*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}
