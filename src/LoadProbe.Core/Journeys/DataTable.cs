namespace LoadProbe.Core;

/// <summary>Rows of a CSV or JSON file; run n uses row n modulo their number, as <c>${table.column}</c>.</summary>
public sealed record DataTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public IReadOnlyList<string> Row(long run) => Rows[(int)(run % Rows.Count)];
}
