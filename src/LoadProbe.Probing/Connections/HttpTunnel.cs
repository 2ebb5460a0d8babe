using System.Text;

namespace LoadProbe.Probing;

/// <summary>A tunnel through an HTTP proxy (RFC 9110, 9.3.6).</summary>
internal static class HttpTunnel
{
    private const int LongestAnswer = 16 << 10;

    /// <summary>Null when the tunnel is there.</summary>
    /// <param name="fields">More fields of the request, each with its line's end.</param>
    public static async Task<TunnelRefusal?> OpenAsync(Stream stream, Endpoint to, ProxyPass? pass, CancellationToken token, string fields = "")
    {
        string who = pass is null ? "" : $"Proxy-Authorization: {pass.Basic}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n{who}{fields}\r\n"), token).ConfigureAwait(false);
        byte[] answer = new byte[LongestAnswer];
        int length = 0, end;
        while ((end = answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = length == LongestAnswer ? 0 : await stream.ReadAsync(answer.AsMemory(length), token).ConfigureAwait(false);
            if (read == 0) return new TunnelRefusal(Outcome.ProxyFailed, length == 0 ? "nothing, and closed the connection" : "no whole answer");
            length += read;
        }

        string line = Encoding.Latin1.GetString(answer, 0, answer.AsSpan().IndexOf("\r\n"u8));
        bool isHttp = line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.Length >= 12;
        if (isHttp && line[9..12] is "502" or "503" or "504") return new TunnelRefusal(Outcome.ConnectFailed, line);
        if (!isHttp || line[9] != '2') return new TunnelRefusal(Outcome.ProxyFailed, line);
        return length > end + 4 ? new TunnelRefusal(Outcome.ProxyFailed, "more than its answer") : null;
    }
}
