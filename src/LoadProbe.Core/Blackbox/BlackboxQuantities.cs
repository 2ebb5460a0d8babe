using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Text of numbers with units: <c>1m30s</c>, <c>1GiB5B</c>.</summary>
internal static class BlackboxQuantities
{
    private const int Longest = 64;

    /// <summary>Adds what each number and its unit come to; false when anything else stands there.</summary>
    public static bool TryAdd(string text, IReadOnlyDictionary<string, decimal> units, ref decimal sum)
    {
        if (text.Length is 0 or > Longest) return false;
        for (int at = 0; at < text.Length;)
        {
            int unit = at;
            while (unit < text.Length && (char.IsAsciiDigit(text[unit]) || text[unit] == '.')) unit++;
            int end = unit;
            while (end < text.Length && !char.IsAsciiDigit(text[end]) && text[end] != '.') end++;
            if (!decimal.TryParse(text.AsSpan(at, unit - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) || !units.TryGetValue(text[unit..end], out decimal one)) return false;
            if (number > decimal.MaxValue / 2 / Math.Max(one, 1) || sum > decimal.MaxValue / 2) return false;
            sum += number * one;
            at = end;
        }

        return true;
    }
}
