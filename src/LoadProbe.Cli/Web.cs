using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Cli;

/// <summary>The web server of a role.</summary>
internal static class Web
{
    /// <summary>Starts serving. The address bound is in the application's <see cref="Address"/>.</summary>
    /// <param name="listen">Where; https needs the chain.</param>
    /// <param name="add">Adds what the routes need.</param>
    /// <param name="map">Maps the routes.</param>
    /// <param name="token">Stops the start.</param>
    /// <param name="chain">The certificate with its key, and those above it.</param>
    public static async Task<WebApplication> StartAsync(Uri listen, Action<IServiceCollection> add, Action<WebApplication> map, CancellationToken token, X509Certificate2Collection? chain = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen.GetLeftPart(UriPartial.Authority));
        if (chain is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(k => k.ConfigureHttpsDefaults(h => (h.ServerCertificate, h.ServerCertificateChain) = (chain[0], chain)));
        }

        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        add(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync(token);
        return app;
    }

    public static string Address(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    // Signals are the program's to handle, not the server's.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
