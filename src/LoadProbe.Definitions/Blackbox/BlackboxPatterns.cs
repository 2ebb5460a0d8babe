using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>Regular expressions of a module: they run against answers of any size, so none may run away.</summary>
internal static class BlackboxPatterns
{
    private const int Longest = 10_000;

    public static BlackboxPattern? Read(Node node, string what, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return null;
        string? fault = text.Length > Longest ? $"longer than {Longest} characters" : null;
        if (fault is null)
        {
            (string pattern, IReadOnlyList<string> names, fault) = GoPattern.Translate(text);
            try
            {
                if (fault is null) return new BlackboxPattern(text, new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), names);
            }
            catch (NotSupportedException)
            {
                fault = "it repeats too much: what it describes has too many states";
            }
            catch (RegexParseException e)
            {
                fault = $"{e.Message[(e.Message.LastIndexOf(". ", StringComparison.Ordinal) + 2)..].TrimEnd('.')}";
            }
        }

        mistakes.Add(node.At, $"{what} {Quote.Of(text)} is not a regular expression of Go's syntax: {Quote.Line(fault)}");
        return null;
    }
}
