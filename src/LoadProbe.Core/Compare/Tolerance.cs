using System.Globalization;

namespace LoadProbe.Core;

/// <summary>
/// How much worse than before is still good enough, as a share of before: <c>5%</c> for every figure, <c>p99=10%</c> for
/// those whose words have all of these. The one with most words counts, of equals the last.
/// </summary>
public sealed record Tolerance
{
    private readonly IReadOnlyList<(string[] Words, double Share)> _rules;

    private Tolerance(IReadOnlyList<(string[] Words, double Share)> rules) => _rules = rules;

    /// <summary>5 % of everything.</summary>
    public static Tolerance Default { get; } = new([([], 0.05)]);

    /// <summary>The default, and then as written; null and what would be right when it is not a tolerance.</summary>
    public static Tolerance? Parse(IEnumerable<string> texts, out string? fault)
    {
        fault = null;
        List<(string[], double)> rules = [.. Default._rules];
        HashSet<string> known = [.. ((ComparedFigure[])[ComparedFigure.Rate, ComparedFigure.Errors, .. ComparedFigure.Of("response"), .. ComparedFigure.Of("service")]).SelectMany(f => f.Words.Split(' '))];
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            string[] words = equals < 0 ? [] : text[..equals].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (equals == 0 || words.Any(w => !known.Contains(w))) fault = $"\"{text}\": {(equals > 0 ? text[..equals] : "nothing")} is not a figure: {string.Join(", ", known)}";
            else if (!TryShare(text[(equals + 1)..], out double share)) fault = $"\"{text}\" is not a tolerance: write for instance 5% or p99=10%";
            else rules.Add((words, share));
            if (fault is not null) return null;
        }

        return new Tolerance(rules);
    }

    /// <summary>Of one figure, 0 to 1 and above.</summary>
    public double Of(ComparedFigure figure)
    {
        string[] own = figure.Words.Split(' ');
        return _rules.Where(r => r.Words.All(own.Contains)).OrderBy(r => r.Words.Length).Last().Share;
    }

    private static bool TryShare(string text, out double share)
    {
        share = 0;
        if (!text.EndsWith('%') || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)) return false;
        share = percent / 100;
        return double.IsFinite(share);
    }
}
