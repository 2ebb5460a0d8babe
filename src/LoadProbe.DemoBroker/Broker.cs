using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.DemoBroker;

/// <summary>
/// A small brokerage to dial and press: gateway, quotes, orders and ledger, each on its own loopback port.
/// It runs from <see cref="StartAsync"/> until it is disposed, which takes less than a second whatever is in flight.
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    // In the order of building; taken down the other way round.
    private readonly Stack<object> parts = new();

    private Broker()
    {
    }

    /// <summary>The gateway's pages and API in the clear.</summary>
    public Uri Http { get; private set; } = null!;

    /// <summary>The same over TLS, with the certificate at <see cref="CertificatePath"/>.</summary>
    public Uri Https { get; private set; } = null!;

    /// <summary>The quotes service behind the gateway.</summary>
    public Uri Quotes { get; private set; } = null!;

    /// <summary>The instances of the orders service behind the gateway.</summary>
    public IReadOnlyList<Uri> Orders { get; private set; } = [];

    /// <summary>The ledger service behind the gateway.</summary>
    public Uri Ledger { get; private set; } = null!;

    /// <summary>PEM file of the self-signed certificate (127.0.0.1, ::1, localhost); deleted at the end.</summary>
    public string CertificatePath { get; private set; } = "";

    /// <summary>Starts all four services and returns when they answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is to be no instance of the orders service.</exception>
    /// <exception cref="IOException">A port is taken, or the ledger's folder cannot be written.</exception>
    public static async Task<Broker> StartAsync(BrokerOptions options, TimeProvider time, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Orders, 1);
        var broker = new Broker();
        try
        {
            await broker.BuildAsync(options, time, token);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends every request, stops the services and deletes what was temporary.</summary>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            if (part is IAsyncDisposable slow)
                await slow.DisposeAsync();
            else
                ((IDisposable)part).Dispose();
        }
    }

    private async Task BuildAsync(BrokerOptions options, TimeProvider time, CancellationToken token)
    {
        var folder = Keep(new TemporaryFolder());
        CertificatePath = Path.Combine(folder.Path, "broker.pem");
        var certificate = Keep(SelfSignedCertificate.Create(time.GetUtcNow()));
        await File.WriteAllTextAsync(CertificatePath, certificate.ExportCertificatePem(), token);
        var faults = new FaultBoard(time);

        var path = options.LedgerPath ?? Path.Combine(folder.Path, "ledger.db");
        var kept = options.LedgerPath is not null;
        var ledgers = new Twin<LedgerStore>(
            Keep(new LedgerStore(path, kept, Customers.Users)), Keep(new LedgerStore(LedgerStore.ShadowOf(path), kept, Customers.Users)));
        Ledger = await ServeAsync(BrokerService.Ledger, new LedgerEndpoints(ledgers).Map);

        var market = new Market(time);
        Quotes = await ServeAsync(BrokerService.Quotes, app => QuoteEndpoints.Map(app, market, faults));

        var leaks = new LeakBoard(options.Orders == 1 ? ["orders"] : [.. Enumerable.Range(1, options.Orders).Select(n => $"orders-{n}")]);
        var ledger = Keep(new Backend("ledger", Ledger, time));
        var desks = new Twin<OrderDesk>(
            Keep(new OrderDesk("", options.MostOpen, ledger, time)), Keep(new OrderDesk(ShadowId.Prefix, options.MostOpen, ledger, time)));
        var keys = new OrderKeys();
        foreach (var instance in leaks.Instances)
            Orders = [.. Orders, await ServeAsync(BrokerService.Orders, new OrderEndpoints(instance, desks, keys, leaks, ledger, time).Map)];

        var sessions = new SessionTable(time);
        var backends = Keep(new Backends(
            new Backend("quotes", Quotes, time), [.. leaks.Instances.Zip(Orders, (name, address) => new Backend(name, address, time))],
            new Backend("ledger", Ledger, time), time));
        var gateway = Keep(await ServiceHost.StartAsync(BrokerService.Gateway, kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.HttpPort);
            kestrel.Listen(IPAddress.Loopback, options.HttpsPort, listen => listen.UseHttps(certificate));
        }, app =>
        {
            if (options.Asked is { } asked) app.Use((context, next) =>
            {
                asked(context.Request.Path.Value ?? "");
                return next(context);
            });
            new GatewayApi(sessions, backends).Map(app);
            new GatewayPages(sessions, backends).Map(app);
            app.UseWebSockets();
            app.Map("/ws/quotes", new QuoteStream(backends, time).ServeAsync);
            FaultEndpoints.Map(app, faults);
            LeakEndpoints.Map(app, leaks);
            LedgerControl.Map(app, ledgers);
            KeyControl.Map(app, keys);
        }, faults, time, token));
        (Http, Https) = (gateway.Addresses[0], gateway.Addresses[1]);
        if (options.Rehearse)
        {
            await Rehearsal.RunAsync(Http, time, token);
            foreach (var store in (LedgerStore[])[ledgers.Real, ledgers.Shadow])
                await store.Writer.WriteAsync(new LedgerWrite(null, [], Forgotten: Customers.Rehearsing.User), token);
        }

        async Task<Uri> ServeAsync(BrokerService service, Action<WebApplication> map) => Keep(await ServiceHost.StartAsync(
            service, kestrel => kestrel.Listen(IPAddress.Loopback, 0), map, faults, time, token)).Addresses[0];
    }

    private T Keep<T>(T part) where T : class
    {
        parts.Push(part);
        return part;
    }
}
