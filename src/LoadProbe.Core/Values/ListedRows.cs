namespace LoadProbe.Core;

/// <summary>Rows that are all in memory.</summary>
public sealed class ListedRows(IReadOnlyList<IReadOnlyList<string>> rows) : IRowSource
{
    public long Count => rows.Count;

    public IReadOnlyList<string>? At(long row) => rows[(int)row];
}
