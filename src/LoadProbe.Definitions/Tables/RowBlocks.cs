using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Definitions;

/// <summary>
/// Reads the rows of a scanned file, by block of <see cref="RowScan.Stride"/> or one by one; any thread may. What is no
/// longer as it was scanned is null.
/// </summary>
internal sealed class RowBlocks(SafeFileHandle file, IRowFormat format, string[] columns, long rows, long[] starts)
{
    public long Rows => rows;

    /// <summary>How many blocks there are.</summary>
    public long Count => starts.Length - 1;

    public string[]?[] Block(long block)
    {
        string[]?[] read = new string[]?[(int)Math.Min(RowScan.Stride, rows - (block * RowScan.Stride))];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Size(block));
        ReadOnlySpan<byte> text = Text(block, buffer);
        for (int i = 0; i < read.Length && Next(ref text, out ReadOnlySpan<byte> row); i++) read[i] = format.Values(row, columns);
        ArrayPool<byte>.Shared.Return(buffer);
        return read;
    }

    /// <summary>One row, without keeping those before it.</summary>
    public string[]? Row(long number)
    {
        (long block, long before) = Math.DivRem(number, RowScan.Stride);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Size(block));
        ReadOnlySpan<byte> text = Text(block, buffer);
        bool there = Next(ref text, out ReadOnlySpan<byte> row);
        for (; there && before > 0; before--) there = Next(ref text, out row);
        string[]? values = there ? format.Values(row, columns) : null;
        ArrayPool<byte>.Shared.Return(buffer);
        return values;
    }

    private int Size(long block) => (int)(starts[block + 1] - starts[block]);

    private ReadOnlySpan<byte> Text(long block, byte[] buffer)
    {
        int size = Size(block);
        int filled = 0;
        try
        {
            int read = 1;
            while (filled < size && read > 0) filled += read = RandomAccess.Read(file, buffer.AsSpan(filled, size - filled), starts[block] + filled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if the file ended here: the rows that are missing are told to whoever asks for one.
        }

        return buffer.AsSpan(0, filled);
    }

    private bool Next(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> row)
    {
        do
        {
            row = text[..(text.Length == 0 ? 0 : format.Length(text, whole: true))];
            text = text[row.Length..];
        }
        while (row.Length > 0 && RowScan.IsBlank(row));
        return row.Length > 0;
    }
}
