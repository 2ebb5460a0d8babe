using System.Text;

namespace LoadProbe.Probing;

/// <summary>What a program writes to one of its streams: all is read, so that it never waits for us, and the end is kept.</summary>
internal sealed class EndOfText
{
    /// <summary>So much is kept.</summary>
    public const int KeepAtMost = 64 << 10;

    // Of what is shown; and what is left out of what was cut, where a secret may have been cut in two.
    private const int Shown = 2 << 10;
    private const int Unsafe = 16 << 10;

    private byte[] _bytes = new byte[4 << 10];
    private int _length;

    /// <summary>Bytes read, kept or not.</summary>
    public long Total { get; private set; }

    public bool IsWhole => Total <= KeepAtMost;

    public ReadOnlyMemory<byte> Kept => _bytes.AsMemory(0, _length)[Math.Max(0, _length - KeepAtMost)..];

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken token)
    {
        while (true)
        {
            if (_length == _bytes.Length && _length < 2 * KeepAtMost) Array.Resize(ref _bytes, 2 * _length);
            else if (_length == _bytes.Length)
            {
                _bytes.AsSpan(KeepAtMost).CopyTo(_bytes);
                _length = KeepAtMost;
            }

            int read = await stream.ReadAsync(_bytes.AsMemory(_length), token).ConfigureAwait(false);
            if (read == 0) return;
            _length += read;
            Total += read;
        }
    }

    /// <summary>The end of it, without secrets.</summary>
    public string Tell(Variables variables)
    {
        // Redacted before it is cut: half a secret would no longer be known as one.
        string text = variables.Redact(Encoding.UTF8.GetString(Kept.Span)).Trim();
        if (!IsWhole) text = text.Length > Unsafe ? text[Unsafe..] : "";
        return text.Length <= Shown ? text : $"…{text[^Shown..]}";
    }
}
