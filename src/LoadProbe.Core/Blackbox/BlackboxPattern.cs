using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>A regular expression of Go's syntax, as .NET runs it.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Regex">Means the same; its groups have Go's numbers and no names.</param>
/// <param name="Groups">The names of the groups by their numbers, the whole match first; "" for those without.</param>
public sealed record BlackboxPattern(string Text, Regex Regex, IReadOnlyList<string> Groups)
{
    public override string ToString() => Text;
}
