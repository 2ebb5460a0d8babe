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
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<Socket> _held = [];

    public SideTargets(BlackboxCertificates certificates)
    {
        Plain = Keep(ScriptedServer.Http(SidePages.AnswerAsync));
        Good = Keep(ScriptedServer.Http(SidePages.AnswerAsync, certificates.Good));
        Expired = Keep(ScriptedServer.Http(SidePages.AnswerAsync, certificates.Expired));
        SelfSigned = Keep(ScriptedServer.Http(SidePages.AnswerAsync, certificates.SelfSigned));
        WrongHost = Keep(ScriptedServer.Http(SidePages.AnswerAsync, certificates.WrongHost));
        Mutual = Keep(ScriptedServer.Http(SidePages.AnswerAsync, certificates.Mutual));
        System.Net.Security.SslServerAuthenticationOptions old = certificates.Good;
#pragma warning disable SYSLIB0039, CA5397 // What no client should accept is what is tested.
        old.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397
        Old = Keep(ScriptedServer.Http(SidePages.AnswerAsync, old));
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
        if (Socket.OSSupportsIPv6) Six = $"{OnlySix}:{Keep(ScriptedServer.Http(SidePages.AnswerAsync, at: IPAddress.IPv6Loopback)).Split(':')[^1]}";
        Names = new ScriptedNames();
        _servers.Add(Names);
        Refused = $"127.0.0.1:{Machine.FreePort()}";
        BlackHole = Hold();
        (WebApplication app, string address) = Serve(certificates, HttpProtocols.Http2);
        (Two, App) = (address, app);
        (WebApplication clear, string clearAddress) = Serve(null, HttpProtocols.Http2);
        (Grpc, Clear) = (clearAddress, clear);
    }

    /// <summary>A name that has no address but one of IPv6.</summary>
    public const string OnlySix = "only6.test";

    /// <summary>What both are to take for /etc/hosts.</summary>
    public const string Hosts = $"127.0.0.1 localhost\n::1 localhost {OnlySix}\n";

    public string Plain { get; }

    /// <summary><see cref="OnlySix"/> and the port of a server there; without IPv6 there is none.</summary>
    public string Six { get; } = OnlySix;

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
