using System.Globalization;
using System.Text;

namespace LoadProbe.Core;

/// <summary>Text that others wrote, for whoever shows it on a terminal: nothing of it moves the cursor or turns the line around.</summary>
public static class Printable
{
    /// <summary>The same with "·" in the place of every control and format character and every line separator; half a surrogate pair becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) line.Append(Moves(rune) ? "·" : rune.ToString());
        return line.ToString();
    }

    private static bool Moves(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
