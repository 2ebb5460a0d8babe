using System.IO.Compression;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What the web servers among <see cref="SideTargets"/> answer, written byte by byte: well and badly.</summary>
internal static class SidePages
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1.5);

    public static async Task AnswerAsync(string path, Stream stream, CancellationToken token)
    {
        switch (path)
        {
            case "/ok": await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nX-Shop: open\r\nLast-Modified: Sat, 01 Aug 2026 10:00:00 GMT\r\nContent-Length: 11\r\n\r\nhello world", token); break;
            case "/chain": await ScriptedServer.SayAsync(stream, "HTTP/1.1 301 Moved\r\nLocation: /chain2\r\nContent-Length: 0\r\n\r\n", token); break;
            case "/chain2": await ScriptedServer.SayAsync(stream, "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 4\r\n\r\nthat", token); break;
            case "/loop": await ScriptedServer.SayAsync(stream, "HTTP/1.1 301 Moved\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n", token); break;
            case "/chunks": await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", token); break;
            case "/old": await ScriptedServer.SayAsync(stream, "HTTP/1.0 200 OK\r\n\r\nhello to the end", token); break;
            case "/slow-head":
                await Task.Delay(Slow, TimeProvider.System, token);
                goto case "/ok";
            case "/slow-body":
                await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello", token);
                await Task.Delay(Slow, TimeProvider.System, token);
                await ScriptedServer.SayAsync(stream, " world", token);
                break;
            case "/cut": await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello", token); break;
            case "/cut-chunk": await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhello", token); break;
            case "/long": await ScriptedServer.SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello world", token); break;
            case "/bomb":
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new byte[12 << 20]);
                    await ScriptedServer.SayAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n", token);
                    await stream.WriteAsync(packed.GetBuffer().AsMemory(0, (int)packed.Length), token);
                }

                break;
            case "/silence": break;
            default: await ScriptedServer.SayAsync(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", token); break;
        }
    }
}
