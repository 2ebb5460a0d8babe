using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadProbe.DemoBroker;

/// <summary>One service of the brokerage on its own Kestrel host, with the faults, marks and headers all four share.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(300);

    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping;

    private ServiceHost(WebApplication app, CancellationTokenSource stopping)
    {
        this.app = app;
        this.stopping = stopping;
        Addresses = [.. app.Urls.Select(url => new Uri(url))];
    }

    /// <summary>The bound addresses, in the order they were asked for.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    public static async Task<ServiceHost> StartAsync(
        BrokerService service, Action<KestrelServerOptions> listen, Action<WebApplication> map, FaultBoard faults, TimeProvider time, CancellationToken token)
    {
        // The host must not watch the caller's folder for configuration.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallerOwnedLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.ConfigureHttpJsonOptions(options => BrokerJson.Configure(options.SerializerOptions));
        // Handlers only compute or wait for another service, so each hop between threads that is spared makes an answer more even.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            listen(kestrel);
        });

        var app = builder.Build();
        var stopping = new CancellationTokenSource();
        var instance = $"{service.ToString().ToLowerInvariant()}-{Guid.NewGuid().ToString("n")[..6]}";
        app.Use(next => new RequestEnvelope(next, instance, time, stopping.Token).InvokeAsync);
        app.Use(next => new MarkReading(next).InvokeAsync);
        app.Use(next => new FaultInjection(next, service, faults, time).InvokeAsync);
        map(app);
        try
        {
            await app.StartAsync(token);
        }
        catch
        {
            await app.DisposeAsync();
            stopping.Dispose();
            throw;
        }

        return new ServiceHost(app, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }
}
