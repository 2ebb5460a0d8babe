using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>Regular expressions from files: they run against answers of any size, so none may run away.</summary>
internal static class Patterns
{
    private const int Longest = 1_000;

    public static Regex? Read(string pattern, Place at, Mistakes mistakes)
    {
        string? fault = pattern.Length > Longest ? $"longer than {Longest} characters" : null;
        try
        {
            if (fault is null) return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Look-arounds and back references need the other engine, and it a limit.
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException e)
        {
            // Its own message begins with the pattern, which this one has.
            fault = $"{e.Message[(e.Message.LastIndexOf(". ", StringComparison.Ordinal) + 2)..].TrimEnd('.')}, at character {e.Offset}";
        }

        mistakes.Add(at, $"{Quote.Of(pattern)} is not a regular expression: {Quote.Line(fault!)}");
        return null;
    }
}
