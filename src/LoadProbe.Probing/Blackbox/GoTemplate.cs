using System.Globalization;
using System.Text;
using Match = System.Text.RegularExpressions.Match;

namespace LoadProbe.Probing;

/// <summary>
/// Text with what groups of a regular expression matched, as Go expands it: <c>$1</c>, <c>${1}</c>, <c>$name</c>,
/// <c>$$</c>; a name is as long as it can be, and one that there is no group for is nothing.
/// </summary>
internal static class GoTemplate
{
    public static string Expand(string template, BlackboxPattern pattern, Match match)
    {
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                text.Append(template[i]);
                continue;
            }

            if (template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }

            bool braced = template[i + 1] == '{';
            int from = i + (braced ? 2 : 1), to = from;
            while (to < template.Length && (char.IsLetterOrDigit(template[to]) || template[to] == '_')) to++;
            if (to == from || (braced && (to == template.Length || template[to] != '}')))
            {
                // Not a group's name: the sign stands for itself.
                text.Append('$');
                continue;
            }

            text.Append(Group(template[from..to], pattern, match));
            i = braced ? to : to - 1;
        }

        return text.ToString();
    }

    private static string Group(string name, BlackboxPattern pattern, Match match)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return match.Groups[number].Value;
        for (int i = 0; i < pattern.Groups.Count; i++)
        {
            if (pattern.Groups[i] == name && match.Groups[i].Success) return match.Groups[i].Value;
        }

        return "";
    }
}
