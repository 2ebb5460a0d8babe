using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Definitions;

/// <summary>
/// Goes once through a file of rows, however large: says every mistake with its line, counts the rows, and notes where
/// every <see cref="Stride"/>th begins.
/// </summary>
internal sealed class RowScan(SafeFileHandle file, IRowFormat format, string path, Mistakes mistakes)
{
    /// <summary>Rows from one noted place to the next: 10 million rows take 300 KiB of places, and one is found among 10 or 20 KiB.</summary>
    public const int Stride = 256;

    private const int LongestRow = 256 << 10;
    private const int MostMistakes = 20;

    private readonly byte[] _buffer = new byte[2 * LongestRow];
    private readonly List<long> _starts = [];
    private int _line = 1;

    public string[] Columns { get; private set; } = [];

    public long Rows { get; private set; }

    /// <summary>Where row 0, row <see cref="Stride"/> … begin, and at last where the file ended.</summary>
    public long[] Starts => [.. _starts];

    public void Run()
    {
        (long offset, int filled, int at, bool whole) = (0, 0, 0, false);
        bool named = false;
        while (mistakes.Count < MostMistakes)
        {
            ReadOnlySpan<byte> text = _buffer.AsSpan(at, filled - at);
            int length = text.Length == 0 ? 0 : format.Length(text, whole);
            if (length > 0)
            {
                if (!Take(text[..length], offset + at, ref named)) return;
                at += length;
            }
            else if (whole)
            {
                break;
            }
            else if (text.Length >= LongestRow)
            {
                mistakes.Add(Here, $"a row is longer than {LongestRow >> 10} KiB: is a quote not closed?");
                return;
            }
            else
            {
                text.CopyTo(_buffer);
                (offset, filled, at) = (offset + at, text.Length, 0);
                int read = RandomAccess.Read(file, _buffer.AsSpan(filled), offset + filled);
                (filled, whole) = (filled + read, read == 0);
                if (offset == 0 && _buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8)) at = 3;
            }
        }

        _starts.Add(offset + at);
        if (mistakes.Count > 0) return;
        if (!named) mistakes.Add(Here with { Line = 1 }, format.HasHeader ? "the file is empty: write a header line and at least one row" : "the file is empty: write for instance { \"user\": \"demo\" }, one object a line");
        else if (Rows == 0) mistakes.Add(Here with { Line = 1 }, "no rows under the header: write at least one");
    }

    /// <summary>Nothing, or only the line's end: no row.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> row) => row.TrimEnd("\r\n"u8).Length == 0;

    private Place Here => new(path, _line, 1);

    // False when reading on would only say the same again.
    private bool Take(ReadOnlySpan<byte> row, long offset, ref bool named)
    {
        bool good = true;
        if (!Utf8.IsValid(row))
        {
            mistakes.Add(Here, "is not UTF-8 text");
            good = false;
        }
        else if (!IsBlank(row))
        {
            bool first = !named;
            named = true;
            if (first)
            {
                Columns = format.Columns(row, out string? unfit) ?? [];
                good = unfit is null;
                if (!good) mistakes.Add(Here, unfit!);
            }

            if (good && !(first && format.HasHeader))
            {
                if (format.Fault(row, Columns) is { } fault) mistakes.Add(Here, fault);
                if (Rows++ % Stride == 0) _starts.Add(offset);
            }
        }

        _line += Math.Max(1, row.Count((byte)'\n'));
        return good;
    }
}
