using System.Buffers.Text;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>The words of HTTP/1.x start lines and of the few header fields that frame a message (RFC 9112).</summary>
internal static class HttpText
{
    private static readonly string[] Methods = ["GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PROPFIND ", "REPORT ", "SUBSCRIBE ", "NOTIFY ", "M-SEARCH "];

    private static ReadOnlySpan<byte> Version => "HTTP/1."u8;

    public static bool StartsRequest(ReadOnlySpan<byte> bytes)
    {
        foreach (string method in Methods)
            if (bytes.Length >= method.Length && Same(bytes[..method.Length], method)) return true;
        return false;
    }

    /// <summary>It is shorter than what one of them begins with, and the same as far as it goes.</summary>
    public static bool MayStart(bool client, ReadOnlySpan<byte> bytes)
    {
        if (!client) return bytes.Length < Version.Length && Version.StartsWith(bytes);
        foreach (string method in Methods)
            if (bytes.Length < method.Length && Same(bytes, method[..bytes.Length])) return true;
        return false;
    }

    public static bool StartsResponse(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Version);

    public static bool TryRequestLine(ReadOnlySpan<byte> line, out string method, out string target)
    {
        method = target = "";
        int first = line.IndexOf((byte)' ');
        if (first is < 1 or > 32) return false;
        foreach (byte letter in line[..first])
            if (letter is not ((>= (byte)'A' and <= (byte)'Z') or (byte)'-' or (byte)'_')) return false;
        ReadOnlySpan<byte> rest = line[(first + 1)..];
        int last = rest.LastIndexOf((byte)' ');
        if (last < 1 || !rest[(last + 1)..].StartsWith("HTTP/1."u8)) return false;
        method = Encoding.Latin1.GetString(line[..first]);
        target = Encoding.Latin1.GetString(rest[..last]);
        return true;
    }

    public static bool TryStatusLine(ReadOnlySpan<byte> line, out int status)
    {
        status = 0;
        if (!StartsResponse(line) || line.Length < 12 || line[8] != ' ') return false;
        foreach (byte digit in line[9..12])
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            status = status * 10 + digit - '0';
        }
        return status >= 100;
    }

    public static bool TryContentLength(ReadOnlySpan<byte> line, out long length)
    {
        length = 0;
        return Field(line, "content-length:", out ReadOnlySpan<byte> value) && Utf8Parser.TryParse(value, out length, out int used) && used == value.Length && length >= 0;
    }

    public static bool IsChunked(ReadOnlySpan<byte> line) =>
        Field(line, "transfer-encoding:", out ReadOnlySpan<byte> value) && value.Length >= 7 && Same(value[^7..], "chunked");

    /// <summary>The field that says a connection goes on in HTTP/2 (RFC 7540 §3.2; RFC 9113 no longer has it).</summary>
    public static bool IsHttp2(ReadOnlySpan<byte> line) => Field(line, "upgrade:", out ReadOnlySpan<byte> value) && Same(value, "h2c");

    /// <summary>Size of a chunk; extensions after it are ignored. −1 when it is none.</summary>
    public static long ChunkSize(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out long size, out _, 'x') && size >= 0 ? size : -1;

    private static bool Field(ReadOnlySpan<byte> line, string name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length < name.Length || !Same(line[..name.Length], name)) return false;
        value = line[name.Length..].Trim(" \t\r"u8);
        return true;
    }

    private static bool Same(ReadOnlySpan<byte> bytes, string text) => Ascii.EqualsIgnoreCase(bytes, text);
}
