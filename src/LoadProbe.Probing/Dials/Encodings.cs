using System.IO.Compression;

namespace LoadProbe.Probing;

/// <summary>
/// Reads answers in the encodings that a step asked for. What was not asked for is left as it came, as the customer's
/// program would get it.
/// </summary>
internal static class Encodings
{
    public static bool AsksFor(HttpStep step) => step.Headers.Any(h => h.Name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase));

    /// <summary>The body without the encodings that its headers name, the last one applied taken off first (RFC 9110, 8.4).</summary>
    public static Stream Decoded(HttpAnswer answer, Stream body)
    {
        foreach (string encoding in Named(answer).Reverse())
        {
            Stream? decoded = encoding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "deflate" => new ZLibStream(body, CompressionMode.Decompress),
                "identity" => body,
                _ => null,
            };
            if (decoded is null) return body;
            body = decoded;
        }

        return body;
    }

    private static IEnumerable<string> Named(HttpAnswer answer) =>
        (answer.Value("Content-Encoding") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
