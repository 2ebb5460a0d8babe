namespace LoadProbe.Core;

/// <summary>Rows of a file, one a run, as <c>${table.column}</c>.</summary>
public sealed record DataTable(string Name, IReadOnlyList<string> Columns, IRowSource Rows)
{
    public RowOrder Order { get; init; }

    /// <summary>What <see cref="RowOrder.Random"/> draws by.</summary>
    public long Seed { get; init; }

    /// <summary>The file it is of; null when it is of none.</summary>
    public string? File { get; init; }

    /// <summary>What two tables have in common that give the same rows.</summary>
    public object Origin => (object?)File ?? Rows;

    /// <summary>Which rows of <see cref="RowOrder.Unique"/> are given here, beside other tracks.</summary>
    public RowShare Share { get; init; } = RowShare.Whole;

    /// <summary>The variables that a row gives values to, in the order of the columns.</summary>
    public IReadOnlyList<string> Variables { get; } = [.. Columns.Select(c => $"{Name}.{c}")];

    /// <summary>The number of the row that a run gets; null when each row is given once and all are.</summary>
    public long? Pick(long run) => Order switch
    {
        RowOrder.Random => Draw.Of(Seed, Name, run).Below(Rows.Count),
        RowOrder.Unique => Share.RowOf(run) is var row && row < Rows.Count ? row : null,
        _ => run % Rows.Count,
    };

    /// <summary>The row that a run gets; null, and what is lacking, when there is none.</summary>
    public IReadOnlyList<string>? Row(long run, out string? lack)
    {
        lack = null;
        if (Pick(run) is not { } number)
        {
            lack = $"table {Name} gives each of its {Rows.Count} rows once, and this is run {Share.RowOf(run) + 1}: give it more rows, or another order";
            return null;
        }

        IReadOnlyList<string>? row = Rows.At(number);
        if (row is null) lack = $"row {number + 1} of table {Name} can no longer be read: its file has changed since it was loaded";
        return row;
    }
}
