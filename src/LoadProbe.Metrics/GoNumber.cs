using System.Globalization;

namespace LoadProbe.Metrics;

/// <summary>Numbers as Go's programs write them in metrics: the fewest digits that are the same number, <c>1e+09</c> from a million on.</summary>
internal static class GoNumber
{
    public static string Of(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        (string sign, string digits, int exponent) = Parts(value);
        if (exponent is < -4 or >= 6) return Scientific(sign, digits, exponent);
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}" : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Scientific(string sign, string digits, int exponent) =>
        string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");

    // The digits without zeros around them, and the power of ten of the first.
    private static (string Sign, string Digits, int Exponent) Parts(double value)
    {
        string text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        int first = all.AsSpan().IndexOfAnyExcept('0');
        exponent += (point < 0 ? mantissa.Length : point) - 1 - first;
        return (value < 0 ? "-" : "", all.Trim('0'), exponent);
    }
}
