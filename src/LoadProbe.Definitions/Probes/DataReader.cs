namespace LoadProbe.Definitions;

/// <summary>The tables of a journey, from the CSV and JSON files that <c>data</c> names.</summary>
internal static class DataReader
{
    private const long MostBytes = 64 << 20;

    public static IReadOnlyList<DataTable> Read(Fields fields, string folder, Scope scope)
    {
        var tables = new List<DataTable>();
        foreach ((TextNode name, Node value) in fields.Entries("data"))
        {
            if (!scope.IsName(name, "a table") || Scalars.Text(value, name.Text, scope.Mistakes) is not { } file) continue;
            if (Read(name.Text, file, folder, value.At, scope.Mistakes) is not { } table) continue;
            tables.Add(table);
            foreach (string column in table.Columns) scope.Add($"{table.Name}.{column}");
        }

        return tables;
    }

    private static DataTable? Read(string name, string file, string folder, Place at, Mistakes mistakes)
    {
        string path = Path.Combine(folder, file);
        if (TextFile.Read(path, MostBytes, out string? fault) is not { } text)
        {
            mistakes.Add(at, $"data file {Quote.Line(path)}: {fault}");
            return null;
        }

        var inFile = new Mistakes();
        (IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows) =
            path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonRows.Read(text, path, inFile) : CsvRows.Read(text, path, inFile);
        if (inFile.Count == 0) return new DataTable(name, columns, rows);
        mistakes.Add(inFile.Sorted());
        return null;
    }
}
