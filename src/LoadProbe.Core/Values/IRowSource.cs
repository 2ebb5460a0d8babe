namespace LoadProbe.Core;

/// <summary>The rows of a table, wherever they are kept. Any number of threads may ask at once.</summary>
public interface IRowSource
{
    /// <summary>How many there are; at least one.</summary>
    long Count { get; }

    /// <summary>The values of a row, 0 being the first, in the order of the columns; null when they can no longer be read.</summary>
    IReadOnlyList<string>? At(long row);
}
