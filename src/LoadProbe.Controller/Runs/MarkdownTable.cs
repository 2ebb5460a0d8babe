using System.Text;

namespace LoadProbe.Controller;

/// <summary>Writes tables in GitHub's Markdown; what is in a cell cannot break out of it.</summary>
public static class MarkdownTable
{
    /// <summary>A table; headings that begin with # are of numbers, on the right.</summary>
    public static StringBuilder AppendTable(this StringBuilder text, IReadOnlyList<string> headings, params IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(text, [.. headings.Select(h => h.TrimStart('#'))]);
        text.Append('|').AppendJoin('|', headings.Select(h => h.StartsWith('#') ? "--:" : "---")).Append("|\n");
        foreach (IReadOnlyList<string> row in rows) Row(text, row);
        return text.Append('\n');
    }

    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsControl(c)) escaped.Append(' ');
            else if (c == '<') escaped.Append("&lt;");
            else if (c is '|' or '*' or '`' or '\\' or '[' or '~') escaped.Append('\\').Append(c);
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");
}
