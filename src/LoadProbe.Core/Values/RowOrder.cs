namespace LoadProbe.Core;

/// <summary>Which row of a table a run gets. All follow from the run's number alone, so agents need not talk.</summary>
public enum RowOrder : byte
{
    /// <summary>Run n gets row n, and after the last row the first again.</summary>
    Sequential,

    /// <summary>A row drawn by the seed and the run's number.</summary>
    Random,

    /// <summary>Run n gets row n, counted over all tracks of a scenario; a run beyond the last row gets none.</summary>
    Unique,
}
