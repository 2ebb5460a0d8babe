using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>A condition on one text value. All the parts that are set must hold.</summary>
public sealed record Match
{
    public Template? Is { get; init; }
    public Template? Contains { get; init; }
    public Regex? Matches { get; init; }

    /// <summary>True = must be there, false = must not.</summary>
    public bool? Exists { get; init; }

    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>Null when <paramref name="value"/> (null = absent) fits, else what was expected, ready for a message.</summary>
    public string? Fault(string? value, Variables variables)
    {
        if (value is null) return Exists == false ? null : "expected it to be there";
        if (Exists == false) return "expected it to be absent";
        if (Is is not null)
        {
            string wanted = Is.Resolve(variables);
            if (!SameValue(value, wanted)) return $"expected {Quote(variables.Redact(wanted))}";
        }

        if (Contains is not null)
        {
            string wanted = Contains.Resolve(variables);
            if (!value.Contains(wanted, StringComparison.Ordinal)) return $"expected it to contain {Quote(variables.Redact(wanted))}";
        }

        if (Matches is not null && !Fits(Matches, value)) return $"expected it to match /{Matches}/";
        if (Min is null && Max is null) return null;
        if (!double.TryParse(value, CultureInfo.InvariantCulture, out double number) || double.IsNaN(number)) return "expected a number";
        if (number < Min) return string.Create(CultureInfo.InvariantCulture, $"expected at least {Min}");
        return number > Max ? string.Create(CultureInfo.InvariantCulture, $"expected at most {Max}") : null;
    }

    // An expression that backtracks without end has a limit; what it could not match in time it did not match.
    private static bool Fits(Regex regex, string value)
    {
        try
        {
            return regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // 100 and 100.0 are the same number to whoever wrote the file.
    private static bool SameValue(string value, string wanted) => value == wanted
        || (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal a)
            && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal b) && a == b);

    // Redacted before it is cut: half a secret would no longer be known as one.
    private static string Quote(string text) => text.Length <= 200 ? $"\"{text}\"" : $"\"{text[..200]}…\"";
}
