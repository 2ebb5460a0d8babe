using System.Buffers;
using System.Globalization;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>A request as HTTP/1.1 writes it (RFC 9112, 3 and 6).</summary>
internal static class Http1Text
{
    // A body longer than this is not copied behind the head.
    private const int LongestCopied = 16 << 10;

    /// <param name="request">What is to be sent.</param>
    /// <param name="proxy">What a proxy that forwards it is told of who asks; null = it goes to the target itself, or through a tunnel.</param>
    /// <param name="to">Gets the head, and a body that is not long.</param>
    /// <returns>Where in it the name of a trace is to be written before each sending; null = nowhere.</returns>
    public static int? Write(HttpRequest request, ForwardedBy? proxy, ArrayBufferWriter<byte> to)
    {
        Put(to, request.Method);
        Put(to, proxy is null ? $" {request.Url.PathAndQuery} HTTP/1.1\r\n" : $" {request.Url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)} HTTP/1.1\r\n");
        if (!Says(request, "Host")) Put(to, "Host", Host(request.Url));
        if (proxy?.Pass is { } pass) Put(to, "Proxy-Authorization", pass);
        foreach ((string name, string value) in request.Fields)
        {
            if (!HttpRequest.IsFraming(name)) Put(to, name, value);
        }

        int? trace = request.IsTraced ? PutTrace(to) : null;
        bool chunked = request.Body is not null && InChunks(request);
        if (chunked) Put(to, "Transfer-Encoding", "chunked");
        else if (request.Body is not null || HasBody(request.Method)) Put(to, "Content-Length", (request.Body?.Length ?? 0).ToString(CultureInfo.InvariantCulture));
        Put(to, "\r\n");
        if (request.Body is not { } body) return trace;
        if (chunked && body.Length > 0) Put(to, $"{body.Length:x}\r\n");
        if (body.Length <= LongestCopied || chunked) to.Write(body);
        if (chunked) Put(to, body.Length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
        return trace;
    }

    /// <summary>The body that follows by itself, being long; else null.</summary>
    public static byte[]? LongBody(HttpRequest request) => request.Body is { Length: > LongestCopied } body && !InChunks(request) ? body : null;

    private static bool InChunks(HttpRequest request) => request.Fields.Any(f => f.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && f.Value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase));

    private static bool Says(HttpRequest request, string name)
    {
        foreach ((string said, _) in request.Fields)
        {
            if (said.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    // These mean a body; that it is empty must be said (RFC 9110, 8.6).
    private static bool HasBody(string method) => method is "POST" or "PUT" or "PATCH";

    private static int PutTrace(ArrayBufferWriter<byte> to)
    {
        Put(to, TraceParent.Name);
        Put(to, ": ");
        int at = to.WrittenCount;
        to.GetSpan(TraceParent.Length)[..TraceParent.Length].Fill((byte)' ');
        to.Advance(TraceParent.Length);
        Put(to, "\r\n");
        return at;
    }

    private static string Host(Uri url)
    {
        string host = url.IdnHost.Contains(':') ? $"[{url.IdnHost}]" : url.IdnHost;
        return url.IsDefaultPort ? host : $"{host}:{url.Port}";
    }

    private static void Put(ArrayBufferWriter<byte> to, string name, string value)
    {
        Put(to, name);
        Put(to, ": ");
        Put(to, value);
        Put(to, "\r\n");
    }

    private static void Put(ArrayBufferWriter<byte> to, string text) => to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}

/// <summary>A proxy that is given the request itself, by a whole address.</summary>
/// <param name="Pass">Who asks, as <c>Proxy-Authorization</c> says it; null = it does not ask.</param>
internal sealed record ForwardedBy(string? Pass);
