using System.IO.Compression;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The body of an answer: unpacked as it comes, counted, and never held but for regular expressions, and then only so
/// much of it that a bomb does no harm.
/// </summary>
internal sealed class BlackboxBody(BlackboxHttpProbe http)
{
    /// <summary>The most that regular expressions are held against.</summary>
    public const int MostKept = 16 << 20;

    private readonly MemoryStream? _kept = http.FailIfBodyMatches.Count + http.FailIfBodyNotMatches.Count > 0 ? new MemoryStream() : null;

    /// <summary>Bytes, after unpacking.</summary>
    public long Length { get; private set; }

    /// <summary>Why it did not come whole; null when it did.</summary>
    public string? Fault { get; private set; }

    public async Task ReadAsync(Stream raw, CancellationToken token)
    {
        byte[] buffer = new byte[32 << 10];
        try
        {
            await using Stream body = Unpacked(raw);
            for (int read; (read = await body.ReadAsync(buffer, token).ConfigureAwait(false)) > 0;)
            {
                bool isTooLong = http.BodySizeLimit > 0 && Length + read > http.BodySizeLimit;
                if (isTooLong) read = (int)(http.BodySizeLimit - Length);
                Length += read;
                if (_kept is not null && _kept.Length < MostKept) _kept.Write(buffer, 0, (int)Math.Min(read, MostKept - _kept.Length));
                if (!isTooLong) continue;
                Fault = $"it is longer than body_size_limit, {http.BodySizeLimit} bytes";
                return;
            }
        }
        // Of these the last is how what is not Brotli is told.
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or InvalidOperationException)
        {
            Fault = e.Message;
        }
    }

    /// <summary>Null when the expressions are content; otherwise why they are not.</summary>
    public string? Mismatch()
    {
        if (_kept is null) return null;
        if (Fault is not null) return $"Error reading HTTP body: {Fault}";
        if (Length > MostKept) return $"The body of {Length} bytes is longer than the {MostKept >> 20} MiB that regular expressions are held against";
        string text = Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);
        if (http.FailIfBodyMatches.FirstOrDefault(p => p.Regex.IsMatch(text)) is { } matched) return $"Body matched regular expression {matched}";
        return http.FailIfBodyNotMatches.FirstOrDefault(p => !p.Regex.IsMatch(text)) is { } missed ? $"Body did not match regular expression {missed}" : null;
    }

    private Stream Unpacked(Stream raw) => http.Compression switch
    {
        "gzip" => new GZipStream(raw, CompressionMode.Decompress),
        "br" => new BrotliStream(raw, CompressionMode.Decompress),
        "deflate" => new DeflateStream(raw, CompressionMode.Decompress),
        _ => raw,
    };
}
