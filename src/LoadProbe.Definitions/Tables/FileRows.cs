namespace LoadProbe.Definitions;

/// <summary>
/// The rows of a file that is too large to hold, asked for in their order or nearly: a few blocks are held, and the one
/// after that in use is read before it is asked for, so that who asks does not wait for a disk.
/// </summary>
internal sealed class FileRows(RowBlocks file) : IRowSource
{
    // Runs under way are a few thousand rows apart at most; a block that was dropped is read again.
    private const int Held = 16;

    private readonly Block?[] _held = new Block?[Held];
    private readonly Lock _reading = new();

    public long Count => file.Rows;

    public IReadOnlyList<string>? At(long row)
    {
        (long number, long index) = Math.DivRem(row, RowScan.Stride);
        Block block = Find(number) ?? Read(number);
        if (block.TakeTurn()) ThreadPool.UnsafeQueueUserWorkItem(static next => next.Rows.ReadAhead(next.Number), (Rows: this, Number: (number + 1) % file.Count), preferLocal: false);
        return block.Rows[index];
    }

    /// <summary>Whether a block can be had without reading.</summary>
    public bool Holds(long block) => Find(block) is not null;

    private Block? Find(long number) => Volatile.Read(ref _held[number % Held]) is { } block && block.Number == number ? block : null;

    private void ReadAhead(long number)
    {
        if (!Holds(number)) Read(number);
    }

    private Block Read(long number)
    {
        // Many ask for the first row of a block at once: one reads it.
        lock (_reading)
        {
            if (Find(number) is { } there) return there;
            var block = new Block(number, file.Block(number));
            Volatile.Write(ref _held[number % Held], block);
            return block;
        }
    }

    private sealed class Block(long number, string[]?[] rows)
    {
        private int _used;

        public long Number => number;

        public string[]?[] Rows => rows;

        /// <summary>True for the first who uses it.</summary>
        public bool TakeTurn() => _used == 0 && Interlocked.Exchange(ref _used, 1) == 0;
    }
}
