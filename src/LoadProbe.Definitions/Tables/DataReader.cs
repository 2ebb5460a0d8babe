namespace LoadProbe.Definitions;

/// <summary>The tables of a journey, from the files that <c>data</c> names.</summary>
internal static class DataReader
{
    public static IReadOnlyList<DataTable> Read(Fields fields, string folder, Scope scope)
    {
        var tables = new List<DataTable>();
        foreach ((TextNode name, Node value) in fields.Entries("data"))
        {
            if (!scope.IsName(name, "a table") || Read(name.Text, value, folder, scope.Mistakes) is not { } table) continue;
            tables.Add(table);
            foreach (string column in table.Variables) scope.Add(column);
        }

        return tables;
    }

    // A path, or a mapping with the file and how its rows are given out.
    private static DataTable? Read(string name, Node value, string folder, Mistakes mistakes)
    {
        RowOrder order = RowOrder.Sequential;
        int? seed = null;
        Node file = value;
        if (value is MappingNode)
        {
            Fields fields = Fields.Of(value, name, ProbeKeys.Table, mistakes);
            order = fields.Choice("order", ProbeKeys.Orders) ?? RowOrder.Sequential;
            seed = fields.Whole("seed", 0, int.MaxValue);
            if (seed is not null && order != RowOrder.Random) mistakes.Add(fields["seed"]!.At, "seed is for order: random, and this table has another: leave it out");
            if (!fields.Needs("file", "file: users.csv")) return null;
            file = fields["file"]!;
        }

        if (Scalars.Text(file, name, mistakes) is not { } path) return null;
        string whole = Path.GetFullPath(Path.Combine(folder, path));
        if (TableFile.Read(Path.Combine(folder, path), order, file.At, mistakes) is not { } read) return null;
        return new DataTable(name, read.Columns, read.Rows) { Order = order, Seed = seed ?? 0, File = whole };
    }
}
