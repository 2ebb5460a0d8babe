using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Agent.Tests;

/// <summary>A page with resources, each of which takes a time of its own to answer and has a length of its own. It knows how long each really took.</summary>
internal sealed class DelayedSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _scheme;

    private DelayedSite(WebApplication app, string scheme) => (_app, _scheme) = (app, scheme);

    public Uri Address => new($"{_scheme}://127.0.0.1:{new Uri(_app.Urls.First()).Port}");

    /// <summary>What the server measured of each path, from when it had the request to when it began to answer.</summary>
    public ConcurrentDictionary<string, TimeSpan> Took { get; } = [];

    /// <summary>By so many bytes each is longer than the one before.</summary>
    public const int Step = 2003;

    public static int Size(int i) => 1000 + (i * Step);

    /// <param name="script">What the page does; it calls done() at its end.</param>
    public static async Task<DelayedSite> StartAsync(HttpProtocols protocols, bool tls, string script)
    {
        // The driver's own work must not keep the server's waiting for a thread.
        ThreadPool.GetMinThreads(out _, out int ports);
        ThreadPool.SetMinThreads(32, ports);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (tls) listen.UseHttps(Certificate());
        }));
        WebApplication app = builder.Build();
        var site = new DelayedSite(app, tls ? "https" : "http");
        app.Run(context => site.AnswerAsync(context, script));
        await app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string script)
    {
        long begun = Stopwatch.GetTimestamp();
        string path = context.Request.Path;
        bool isPage = path == "/";
        int number = isPage ? 0 : int.Parse(path.AsSpan(path.LastIndexOf('/') + 1), System.Globalization.CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromMilliseconds(20 + (number * 13 % 101)), TimeProvider.System, context.RequestAborted);
        string text = isPage ? $"<!doctype html><p id=p></p><script>const done = () => p.textContent = 'done'; {script}</script>" : $"/*{new string('x', Size(number))}*/";
        context.Response.ContentType = isPage ? "text/html" : "text/javascript";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = text.Length;
        Took[path] = Stopwatch.GetElapsedTime(begun);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
