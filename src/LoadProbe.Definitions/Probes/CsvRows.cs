using System.Text;

namespace LoadProbe.Definitions;

/// <summary>CSV as RFC 4180 has it: a header line, commas, and quotes around what holds a comma, a quote or a line end.</summary>
internal static class CsvRows
{
    private const int MostMistakes = 20;

    public static (IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) Read(string text, string file, Mistakes mistakes)
    {
        IReadOnlyList<string>? columns = null;
        var rows = new List<IReadOnlyList<string>>();
        foreach ((int line, List<string> cells) in Lines(text, file, mistakes))
        {
            if (mistakes.Count >= MostMistakes) break;
            var at = new Place(file, line, 1);
            if (columns is null) columns = Header(cells, at, mistakes);
            else if (cells.Count == columns.Count) rows.Add(cells);
            else mistakes.Add(at, $"{Count(cells.Count)}, and the header has {columns.Count}: give each row one value a column");
        }

        if (columns is null) mistakes.Add(new Place(file, 1, 1), "the file is empty: write a header line and at least one row");
        else if (rows.Count == 0 && mistakes.Count == 0) mistakes.Add(new Place(file, 1, 1), "no rows under the header: write at least one");
        return (columns ?? [], rows);
    }

    private static string Count(int values) => values == 1 ? "1 value" : $"{values} values";

    private static List<string> Header(List<string> cells, Place at, Mistakes mistakes)
    {
        foreach (string name in cells.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key)) mistakes.Add(at, $"column {Quote.Of(name)} stands twice in the header");
        if (cells.Contains("")) mistakes.Add(at, "a column has no name in the header");
        return cells;
    }

    // Lines of nothing are left out.
    private static IEnumerable<(int Line, List<string> Cells)> Lines(string text, string file, Mistakes mistakes)
    {
        (int at, int line) = (0, 1);
        while (at < text.Length)
        {
            int start = line;
            var cells = new List<string>();
            bool more = true;
            while (more)
            {
                if (Cell(text, ref at, ref line) is not { } cell)
                {
                    mistakes.Add(new Place(file, line, 1), "a quoted value does not end as it should: close the quote, double the quotes inside, and follow it by a comma or the line's end");
                    yield break;
                }

                cells.Add(cell);
                more = at < text.Length && text[at] == ',';
                if (more) at++;
            }

            if (at < text.Length && text[at] == '\r') at++;
            if (at < text.Length && text[at] == '\n') at++;
            line++;
            if (cells is not [""]) yield return (start, cells);
        }
    }

    // Leaves at at the comma or the line's end after the cell; null when its quotes are wrong.
    private static string? Cell(string text, ref int at, ref int line)
    {
        if (at >= text.Length || text[at] != '"')
        {
            int end = text.AsSpan(at).IndexOfAny(',', '\r', '\n');
            string plain = end < 0 ? text[at..] : text.Substring(at, end);
            at += plain.Length;
            return plain;
        }

        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n') line++;
            if (text[at] != '"') cell.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
            else return ++at == text.Length || text[at] is ',' or '\r' or '\n' ? cell.ToString() : null;
        }

        return null;
    }
}
