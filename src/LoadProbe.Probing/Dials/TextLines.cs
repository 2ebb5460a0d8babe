using System.Text;

namespace LoadProbe.Probing;

/// <summary>What a server says, line by line or byte by byte; a line is of at most 64 KiB, as for the exporter.</summary>
internal sealed class TextLines(Stream stream)
{
    private const int Longest = 64 << 10;

    private readonly byte[] _buffer = new byte[Longest];
    private int _start, _end;
    private bool _ended;

    /// <summary>More came than was asked for so far.</summary>
    public bool HasMore => _end > _start;

    /// <summary>The next line, without its end; null = there is none to come.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public async Task<string?> NextAsync(CancellationToken token)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0) return Taken(length, length + 1);
            if (_ended) return _end > _start ? Taken(_end - _start, _end - _start) : null;
            if (!await MoreAsync(token).ConfigureAwait(false)) throw new InvalidDataException($"a line is longer than {Longest >> 10} KiB");
        }
    }

    /// <summary>As many bytes, or fewer when no more come.</summary>
    public async Task<byte[]> TakeAsync(int count, CancellationToken token)
    {
        while (_end - _start < count && !_ended && await MoreAsync(token).ConfigureAwait(false))
        {
        }

        byte[] taken = _buffer[_start..Math.Min(_end, _start + count)];
        _start += taken.Length;
        return taken;
    }

    private string Taken(int length, int past)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += past;
        return Encoding.UTF8.GetString(line.Length > 0 && line[^1] == '\r' ? line[..^1] : line);
    }

    // False = there is no room for more.
    private async Task<bool> MoreAsync(CancellationToken token)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) return false;
        int read = await stream.ReadAsync(_buffer.AsMemory(_end), token).ConfigureAwait(false);
        _ended = read == 0;
        _end += read;
        return true;
    }
}
