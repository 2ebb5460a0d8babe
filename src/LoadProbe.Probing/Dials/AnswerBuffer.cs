using System.Buffers;

namespace LoadProbe.Probing;

/// <summary>
/// The body of an answer, in memory that is lent for it. The first 8 MB are kept; more is read and counted, up to a
/// limit.
/// </summary>
internal sealed class AnswerBuffer : IDisposable
{
    /// <summary>More than this is read, not kept.</summary>
    public const int KeepAtMost = 8 << 20;

    private const long ReadAtMost = 256 << 20;
    private const long Stretch = 1 << 20;

    private byte[] _bytes = [];
    private byte[]? _rest;
    private int _length;

    /// <summary>Bytes read, kept or not.</summary>
    public long Total { get; private set; }

    public ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _length);

    /// <summary>Forgets it, and gives the memory back: thousands of customers rest between two answers.</summary>
    public void Clear()
    {
        (_length, Total) = (0, 0);
        Dispose();
    }

    /// <summary>Room for the next read.</summary>
    public Memory<byte> Free()
    {
        if (_length == KeepAtMost) return _rest ??= new byte[16 << 10];
        if (_length == _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, _bytes.Length * 2));
            Kept.CopyTo(larger);
            Dispose();
            _bytes = larger;
        }

        return _bytes.AsMemory(_length);
    }

    /// <summary>Takes what was read into <see cref="Free"/>; true each time another megabyte is full.</summary>
    /// <exception cref="AnswerTooLongException">The answer is longer than is ever read.</exception>
    public bool Add(int read)
    {
        long before = Total;
        Total += read;
        if (Total > ReadAtMost) throw new AnswerTooLongException(ReadAtMost);
        _length = Math.Min(_length + read, KeepAtMost);
        return before / Stretch != Total / Stretch;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
