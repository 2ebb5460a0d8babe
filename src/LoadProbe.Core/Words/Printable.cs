using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Text that others wrote, for whoever shows it on a terminal: nothing of it moves the cursor or turns the line around.</summary>
public static class Printable
{
    /// <summary>The same with "·" in the place of every control, format and lone surrogate character.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (line, source) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            bool moves = CharUnicodeInfo.GetUnicodeCategory(source, i) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            line[i] = moves && !char.IsLowSurrogate(source[i]) ? '·' : char.IsLowSurrogate(source[i]) && !(i > 0 && char.IsHighSurrogate(source[i - 1])) ? '·' : source[i];
        }
    });
}
