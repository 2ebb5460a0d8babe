using System.Globalization;
using System.Text;

namespace LoadProbe.Metrics;

/// <summary>Text for PromQL and for YAML that people review: what is no plain sign in it is escaped, so that a name is never more than a name.</summary>
internal static class RuleText
{
    /// <summary>A string of PromQL, and as good a one of YAML: both take JSON's escapes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune sign in text.EnumerateRunes())
        {
            if (sign.Value is '"' or '\\') quoted.Append('\\').Append(sign);
            else if (IsPlain(sign)) quoted.Append(sign);
            else quoted.Append(sign.IsBmp ? "\\u" : "\\U").Append(sign.Value.ToString(sign.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture));
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>One line for a comment.</summary>
    public static string Line(string text) => string.Concat(text.EnumerateRunes().Select(r => IsPlain(r) ? r.ToString() : " "));

    /// <summary>A string of YAML without escapes but for its own quote.</summary>
    public static string Single(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A number without an exponent.</summary>
    public static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>As Prometheus writes a duration, in the largest unit that is whole: 5m, 6h, 30d.</summary>
    public static string Span(TimeSpan span)
    {
        foreach ((string unit, long ticks) in (ReadOnlySpan<(string, long)>)[("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute)])
        {
            if (span.Ticks % ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / ticks}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(span.TotalSeconds)}s");
    }

    /// <summary>The series of a probe.</summary>
    /// <param name="more">More matchers, each after a comma.</param>
    public static string Of(string family, Probe probe, string more = "") => $"{family}{{probe={Quoted(probe.Name)},target={Quoted(probe.Journey.Target.Name)}{more}}}";

    // Other spaces, marks and controls may look like something else, and some of them end a line of YAML.
    private static bool IsPlain(Rune sign) => sign.Value == ' ' || Rune.GetUnicodeCategory(sign) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
