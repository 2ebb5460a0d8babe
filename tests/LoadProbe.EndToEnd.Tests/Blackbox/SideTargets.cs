using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What both programs dial: servers of the test's own, good and bad.</summary>
internal sealed class SideTargets : IAsyncDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1.5);

    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<Socket> _held = [];

    public SideTargets(BlackboxCertificates certificates)
    {
        Plain = Keep(ScriptedServer.Http(AnswerAsync));
        Good = Keep(ScriptedServer.Http(AnswerAsync, certificates.Good));
        Expired = Keep(ScriptedServer.Http(AnswerAsync, certificates.Expired));
        SelfSigned = Keep(ScriptedServer.Http(AnswerAsync, certificates.SelfSigned));
        WrongHost = Keep(ScriptedServer.Http(AnswerAsync, certificates.WrongHost));
        Mutual = Keep(ScriptedServer.Http(AnswerAsync, certificates.Mutual));
        System.Net.Security.SslServerAuthenticationOptions old = certificates.Good;
#pragma warning disable SYSLIB0039, CA5397 // What no client should accept is what is tested.
        old.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397
        Old = Keep(ScriptedServer.Http(AnswerAsync, old));
        Greeting = Keep(new ScriptedServer(GreetAsync));
        System.Net.Security.SslServerAuthenticationOptions mail = certificates.Good;
        Mail = Keep(new ScriptedServer(async (stream, token) =>
        {
            await ScriptedServer.SayAsync(stream, "220 mail.test ready\r\n", token);
            await ScriptedServer.LineAsync(stream, token);
            await ScriptedServer.SayAsync(stream, "250-mail.test\r\n250 STARTTLS\r\n", token);
            await ScriptedServer.LineAsync(stream, token);
            await ScriptedServer.SayAsync(stream, "220 go on\r\n", token);
            var secure = new System.Net.Security.SslStream(stream);
            await secure.AuthenticateAsServerAsync(mail, token);
            await ScriptedServer.LineAsync(secure, token);
            await ScriptedServer.SayAsync(secure, "221 bye\r\n", token);
        }));
        Names = new ScriptedNames();
        _servers.Add(Names);
        Refused = $"127.0.0.1:{Machine.FreePort()}";
        BlackHole = Hold();
        (WebApplication app, string address) = Serve(certificates, HttpProtocols.Http2);
        (Two, App) = (address, app);
        (WebApplication clear, string clearAddress) = Serve(null, HttpProtocols.Http2);
        (Grpc, Clear) = (clearAddress, clear);
    }

    public string Plain { get; }

    public string Good { get; }

    public string Expired { get; }

    public string SelfSigned { get; }

    public string WrongHost { get; }

    public string Mutual { get; }

    public string Old { get; }

    public string Greeting { get; }

    public string Mail { get; }

    public string Refused { get; }

    /// <summary>Its queue of connections is full: more are not even refused.</summary>
    public string BlackHole { get; }

    /// <summary>HTTP/2 and gRPC, over TLS.</summary>
    public string Two { get; }

    /// <summary>gRPC in the clear.</summary>
    public string Grpc { get; }

    public ScriptedNames Names { get; }

    private WebApplication App { get; }

    private WebApplication Clear { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (Socket socket in _held) socket.Dispose();
        foreach (IAsyncDisposable server in _servers) await server.DisposeAsync();
        await App.DisposeAsync();
        await Clear.DisposeAsync();
    }

    private static async Task AnswerAsync(string path, Stream stream, CancellationToken token)
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

    private static async Task GreetAsync(Stream stream, CancellationToken token)
    {
        await ScriptedServer.SayAsync(stream, "welcome\r\nSSH-2.0-Shop_9\r\n", token);
        string said = await ScriptedServer.LineAsync(stream, token);
        await ScriptedServer.SayAsync(stream, $"you said {said}\r\n", token);
    }

    private string Keep(ScriptedServer server)
    {
        _servers.Add(server);
        return server.Address;
    }

    private string Hold()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        _held.Add(listener);
        for (int i = 0; i < 4; i++)
        {
            var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _held.Add(caller);
            _ = caller.ConnectAsync(listener.LocalEndPoint!).ContinueWith(t => t.Exception, TaskScheduler.Default);
        }

        return listener.LocalEndPoint!.ToString()!;
    }

    private static (WebApplication App, string Address) Serve(BlackboxCertificates? certificates, HttpProtocols protocols)
    {
        int port = Machine.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = protocols;
            if (certificates is not null) listen.UseHttps(certificates.Certify("shop.test", TimeProvider.System.GetUtcNow().AddDays(40), "shop.test"));
        }));
        WebApplication app = builder.Build();
        app.Run(AnswerAsync);
        app.Start();
        return (app, $"127.0.0.1:{port}");
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/grpc.health.v1.Health/Check")
        {
            await context.Response.WriteAsync("hello by two", context.RequestAborted);
            return;
        }

        using var asked = new MemoryStream();
        await context.Request.Body.CopyToAsync(asked, context.RequestAborted);
        string service = asked.Length > 7 ? System.Text.Encoding.ASCII.GetString(asked.ToArray()[7..]) : "";
        context.Response.ContentType = "application/grpc";
        if (service == "unknown") context.Response.AppendTrailer("grpc-status", "5");
        else
        {
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 8, service == "down" ? (byte)2 : (byte)1 }, context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
