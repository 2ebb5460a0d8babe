namespace LoadProbe.Definitions;

/// <summary>The rows of a file that is too large to hold, asked for in no order: each is read when it is asked for.</summary>
internal sealed class ScatteredRows(RowBlocks file) : IRowSource
{
    public long Count => file.Rows;

    public IReadOnlyList<string>? At(long row) => file.Row(row);
}
