namespace LoadProbe.Definitions;

/// <summary>CSV as RFC 4180 has it: a header line, commas, and quotes around what holds a comma, a quote or a line end.</summary>
internal sealed class CsvFormat : IRowFormat
{
    private const string BadQuotes = "a quoted value does not end as it should: close the quote, double the quotes inside, and follow it by a comma or the line's end";

    public bool HasHeader => true;

    public int Length(ReadOnlySpan<byte> text, bool whole)
    {
        var cells = new CsvCells(text);
        CsvEnd end = CsvEnd.Comma;
        while (end == CsvEnd.Comma) end = cells.Next();
        if (end == CsvEnd.Broken)
        {
            // No telling where it was to end: the line, so that there is a row to complain about.
            int line = text[cells.At..].IndexOf((byte)'\n');
            return line >= 0 ? cells.At + line + 1 : whole ? text.Length : 0;
        }

        // A line end may have its second half in what is to come.
        bool ended = end == CsvEnd.Line && (cells.At < text.Length || text[^1] == '\n');
        return ended ? cells.At : whole ? text.Length : 0;
    }

    public string[]? Columns(ReadOnlySpan<byte> row, out string? fault)
    {
        string[] names = new string[Read(row, [])];
        Read(row, names);
        if (names.Length == 0) fault = BadQuotes;
        else if (names.Contains("")) fault = "a column has no name in the header";
        else fault = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice ? $"column {Quote.Of(twice)} stands twice in the header" : null;
        return fault is null ? names : null;
    }

    public string? Fault(ReadOnlySpan<byte> row, string[] columns)
    {
        int count = Read(row, []);
        if (count == 0) return BadQuotes;
        return count == columns.Length ? null : $"{(count == 1 ? "1 value" : $"{count} values")}, and the header has {columns.Length}: give each row one value a column";
    }

    public string[]? Values(ReadOnlySpan<byte> row, string[] columns)
    {
        string[] values = new string[columns.Length];
        return Read(row, values) == values.Length ? values : null;
    }

    // Fills what there is room for; gives how many there are, or 0 when the quotes are wrong.
    private static int Read(ReadOnlySpan<byte> row, Span<string> values)
    {
        var cells = new CsvCells(row);
        int count = 0;
        CsvEnd end = CsvEnd.Comma;
        while (end == CsvEnd.Comma)
        {
            end = cells.Next();
            if (end is CsvEnd.Broken or CsvEnd.Open) return 0;
            if (count < values.Length) values[count] = cells.Value();
            count++;
        }

        return count;
    }
}
