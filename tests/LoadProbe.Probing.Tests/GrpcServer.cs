using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop.V1;

namespace LoadProbe.Probing.Tests;

/// <summary>A server of gRPC on a free port of 127.0.0.1: orders as in shop.proto, or byte by byte whatever a test wants.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _seen = [];

    private GrpcServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public Target Target => new() { Name = "shop", Address = Address };

    /// <summary>The path of each request so far.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    /// <param name="reflection">Whether the server tells its types.</param>
    /// <param name="certificate">For TLS.</param>
    /// <param name="odd">Answers instead of the service, and without reflection also when asked for types.</param>
    /// <param name="watch">Is shown each request.</param>
    public static async Task<GrpcServer> StartAsync(bool reflection = true, X509Certificate2? certificate = null, RequestDelegate? odd = null, Action<HttpContext>? watch = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = null);
        builder.Services.AddGrpcReflection();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = new GrpcServer(builder.Build());
        server._app.Use(next => context =>
        {
            lock (server._seen) server._seen.Add(context.Request.Path);
            watch?.Invoke(context);
            return odd is null || (reflection && context.Request.Path.StartsWithSegments("/grpc.reflection.v1.ServerReflection")) ? next(context) : odd(context);
        });
        server._app.UseRouting();
        server._app.MapGrpcService<OrderService>();
        if (reflection) server._app.MapGrpcReflectionService();
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>Writes these bytes as the answer, and ends it with a status if there is one.</summary>
    public static RequestDelegate Answering(byte[] bytes, string? status = "0", string type = "application/grpc") => async context =>
    {
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        if (status is not null) context.Response.AppendTrailer("grpc-status", status);
    };

    /// <summary>A message with its length before it.</summary>
    public static byte[] Framed(IMessage message) => [0, 0, 0, (byte)(message.CalculateSize() >> 8), (byte)message.CalculateSize(), .. message.ToByteArray()];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class OrderService : Orders.OrdersBase
    {
        public override async Task<Receipt> Place(Order request, ServerCallContext context)
        {
            if (request.Symbol == "slow") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            if (request.Symbol == "none") throw new RpcException(new Status(StatusCode.NotFound, "no such symbol: 没有"));
            return new Receipt { Id = $"o-{context.RequestHeaders.GetValue("x-trace")}", Order = request };
        }

        public override async Task Watch(Order request, IServerStreamWriter<Receipt> responseStream, ServerCallContext context)
        {
            for (int i = 1; request.Quantity == 0 || i <= request.Quantity; i++) await responseStream.WriteAsync(new Receipt { Id = "w", Number = i }, context.CancellationToken);
        }
    }
}
