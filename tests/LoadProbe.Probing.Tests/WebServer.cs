using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Probing.Tests;

/// <summary>A server of the test's own on a free port of 127.0.0.1, that notes each request.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _seen = [];

    private WebServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>"GET /path" of each request so far.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    public Target Target => new() { Name = "shop", Address = Address };

    public static async Task<WebServer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = new WebServer(builder.Build());
        server._app.UseWebSockets();
        server._app.Run(context =>
        {
            lock (server._seen) server._seen.Add($"{context.Request.Method} {context.Request.Path}");
            return answer(context);
        });
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public static Task<WebServer> SayingAsync(string body, string type = "text/plain") => StartAsync(context =>
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
