using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Definitions;

/// <summary>A file of rows: CSV and JSON lines of any size, a JSON list up to <see cref="MostListBytes"/>.</summary>
internal static class TableFile
{
    // A list has no rows that could be read by themselves.
    private const long MostListBytes = 16 << 20;

    // Up to here rows are simply held.
    private const long MostHeldBytes = 1 << 20;

    /// <summary>Its columns and rows; null with mistakes. The file stays open as long as its rows are in use.</summary>
    /// <param name="at">Where it is named.</param>
    public static (string[] Columns, IRowSource Rows)? Read(string path, RowOrder order, Place at, Mistakes mistakes)
    {
        if (TextFile.Open(path, out string? fault) is not { } file) return Refuse(fault!);
        bool inUse = false;
        try
        {
            var inFile = new Mistakes();
            (string[] Columns, IRowSource Rows)? read;
            long size = RandomAccess.GetLength(file);
            if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) read = Rows(file, path, order, size, inFile);
            else if (size > MostListBytes) return Refuse($"is larger than {MostListBytes >> 20} MiB, the most of a JSON list: write one object a line into a .jsonl file, which may be of any size");
            else read = List(path, inFile);
            mistakes.Add(inFile.Sorted());
            inUse = read?.Rows is FileRows or ScatteredRows;
            return inFile.Count == 0 ? read : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Refuse($"cannot be read: {Quote.Line(e.Message)}");
        }
        finally
        {
            if (!inUse) file.Dispose();
        }

        (string[], IRowSource)? Refuse(string why)
        {
            mistakes.Add(at, $"data file {Quote.Line(path)}: {why}");
            return null;
        }
    }

    private static (string[] Columns, IRowSource Rows)? List(string path, Mistakes mistakes)
    {
        byte[] text = File.ReadAllBytes(path);
        ReadOnlySpan<byte> body = text.AsSpan().StartsWith("\uFEFF"u8) ? text.AsSpan(3) : text;
        (string[] columns, IReadOnlyList<IReadOnlyList<string>> rows) = JsonRows.Read(body, path, mistakes);
        return (columns, new ListedRows(rows));
    }

    private static (string[] Columns, IRowSource Rows)? Rows(SafeFileHandle file, string path, RowOrder order, long size, Mistakes mistakes)
    {
        bool areObjects = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
        IRowFormat format = areObjects ? new JsonLineFormat() : new CsvFormat();
        var scan = new RowScan(file, format, path, mistakes);
        scan.Run();
        if (mistakes.Count > 0) return null;
        var blocks = new RowBlocks(file, format, scan.Columns, scan.Rows, scan.Starts);
        if (size <= MostHeldBytes) return (scan.Columns, Hold(blocks));
        return (scan.Columns, order == RowOrder.Random ? new ScatteredRows(blocks) : new FileRows(blocks));
    }

    private static ListedRows Hold(RowBlocks blocks)
    {
        var rows = new List<IReadOnlyList<string>>((int)blocks.Rows);
        for (long block = 0; block < blocks.Count; block++) rows.AddRange(blocks.Block(block)!);
        return new ListedRows(rows);
    }
}
