namespace LoadProbe.Definitions;

/// <summary>Text from a file, made fit to stand in a one-line message.</summary>
internal static class Quote
{
    private const int Longest = 80;

    public static string Of(string text) => $"\"{Bare(text)}\"";

    public static string Bare(string text) => Line(text.Length > Longest ? text[..Longest] + "…" : text);

    /// <summary>A message that holds text from a file, on one line.</summary>
    public static string Line(string text)
    {
        const int most = 500;
        if (text.Length > most) text = text[..most] + "…";
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
    }

    /// <summary>Names for a message: sorted, and not without end.</summary>
    public static string List(IEnumerable<string> names)
    {
        const int most = 40;
        string[] sorted = [.. names.Take(5 * most).Select(Bare).Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? "none" : string.Join(", ", sorted.Take(most)) + (sorted.Length > most ? ", …" : "");
    }
}
