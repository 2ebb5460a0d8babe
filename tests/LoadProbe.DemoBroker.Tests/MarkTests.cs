using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker.Tests;

public sealed class MarkTests
{
    [Theory]
    [InlineData("run-1", "loadprobe.run=run-1,loadprobe.kind=write-shadow")]
    [InlineData("run-1", "userId=alice , \tloadprobe.run = run-1;hop=2 ; ttl=3 ,loadprobe.kind= write-shadow;x, isProduction=false")]
    [InlineData("run-1", "loadprobe.kind=write-shadow", "a=b,,", "loadprobe.run=run-1")]
    [InlineData("a,b;c=d e%", "loadprobe.run=a%2Cb%3Bc=d%20e%25,loadprobe.kind=write%2Dshadow")]
    [InlineData("run-1", "loadprobe.run=run-1,loadprobe.kind=write-shadow", "loadprobe.run=run-1;again,loadprobe.kind=write-shadow")]
    public async Task Baggage_is_read_as_the_W3C_writes_it(string run, params string[] lines)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        Assert.StartsWith("shadow-", (await PlaceAsync(broker, HttpStatusCode.Created, lines)).GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 0), await broker.CountAsync(run));
    }

    [Fact]
    public async Task Baggage_may_come_in_several_header_lines()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        const string body = """{"symbol":"600519","side":"buy","quantity":1}""";
        // By hand: an HttpClient would make one line of them.
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, broker.Broker.Http.Port, RunningBroker.Token);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/orders HTTP/1.1\r\nHost: broker\r\nConnection: close\r\nAuthorization: {broker.Client.DefaultRequestHeaders.Authorization}\r\n" +
            $"Baggage: loadprobe.kind=write-shadow\r\nbaggage: tenant=7\r\nbaggage: loadprobe.run=run-1\r\nContent-Length: {body.Length}\r\n\r\n{body}"), RunningBroker.Token);
        var answer = await new StreamReader(socket.GetStream()).ReadToEndAsync(RunningBroker.Token);
        Assert.StartsWith("HTTP/1.1 201", answer, StringComparison.Ordinal);
        Assert.Equal((1, 0), await broker.CountAsync("run-1"));
    }

    [Theory]
    [InlineData("userId=alice,loadprobe=run-1")]
    [InlineData("LoadProbe.Run=run-1,LoadProbe.Kind=write-shadow")]
    [InlineData("x=loadprobe.kind=write-shadow;loadprobe.run=run-1")]
    public async Task Baggage_of_others_is_no_mark(string line)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var order = await PlaceAsync(broker, HttpStatusCode.Created, line);
        Assert.Equal(order.GetProperty("id").GetString(), Assert.Single((await broker.GetAsync("/api/orders")).EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("loadprobe.run=run-1", "loadprobe.kind is ''; one of read, write-shadow, write-real is expected")]
    [InlineData("loadprobe.run=run-1,loadprobe.kind=shadow", "loadprobe.kind is 'shadow'; one of")]
    [InlineData("loadprobe.run=run-1,loadprobe.kind=write-shadow,loadprobe.kind=write-real", "loadprobe.kind is 'write-shadow' and 'write-real'; one of")]
    [InlineData("loadprobe.kind=write-shadow", "loadprobe.run is missing")]
    [InlineData("loadprobe.run,loadprobe.kind=write-shadow", "loadprobe.run is missing")]
    [InlineData("loadprobe.run=run-1,loadprobe.run=run-2,loadprobe.kind=write-shadow", "loadprobe.run is 'run-1' and 'run-2'; one run is expected")]
    [InlineData("loadprobe.run=run%0A1,loadprobe.kind=write-shadow", "printable ASCII is expected")]
    [InlineData("loadprobe.run=run-1,loadprobe.kind=read", "loadprobe.kind is 'read', but this writes")]
    public async Task Half_a_mark_or_one_that_does_not_fit_is_refused_and_nothing_is_written(string line, string reason)
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var answer = await PlaceAsync(broker, HttpStatusCode.BadRequest, line);
        Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty((await broker.GetAsync("/api/orders")).EnumerateArray());
        Assert.Equal((0, 0), await broker.CountAsync("run-1"));
    }

    [Fact]
    public async Task A_request_marked_read_cancels_nothing()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        var pressed = new MarkedCustomer(broker, "run-1");
        await pressed.CancelAsync(await pressed.IdOfOrderAsync(), "read", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_run_whose_baggage_was_lost_on_the_way_is_counted_in_the_real_ledger()
    {
        await using var broker = await (await RunningBroker.StartAsync()).LoggedInAsync();
        broker.Client.DefaultRequestHeaders.Add("X-LoadProbe-Run", "run-1");
        await broker.OrderAsync();
        Assert.Equal((0, 1), await broker.CountAsync("run-1"));
    }

    [Fact]
    public async Task Each_service_judges_by_the_baggage_itself()
    {
        await using var broker = await RunningBroker.StartAsync();
        using var inside = new HttpClient();
        inside.DefaultRequestHeaders.Add("baggage", "loadprobe.run=run-1,loadprobe.kind=write-shadow");
        var terms = new NewOrder("demo", "600519", Side.Buy, 1, 1480m);
        using var placed = await inside.PostAsJsonAsync(new Uri(broker.Broker.Orders[0], "/orders"), terms, BrokerJson.Options, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
        var entry = new OrderEntry("demo", new OrderView("shadow-1", OrderState.Accepted, "600519", Side.Buy, 1, 0, 1480m, DateTimeOffset.UnixEpoch));
        using var entered = await inside.PostAsJsonAsync(new Uri(broker.Broker.Ledger, "/entries"), entry, BrokerJson.Options, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.NoContent, entered.StatusCode);
        Assert.Equal((2, 0), await broker.CountAsync("run-1"));
    }

    [Fact]
    public async Task The_gateway_hands_the_whole_mark_on_and_of_unmarked_requests_nothing()
    {
        var time = TimeProvider.System;
        var faults = new FaultBoard(time);
        await using var behind = await HostAsync(BrokerService.Quotes, app => app.MapGet("/quotes", (HttpContext context) => BrokerJson.Answer(
            ((string[])["baggage", "traceparent", "tracestate", "X-LoadProbe-Run"]).Select(name => context.Request.Headers[name].ToString()))));
        using var backends = new Backends(
            new Backend("quotes", behind.Addresses[0], time), [new Backend("orders", behind.Addresses[0], time)], new Backend("ledger", behind.Addresses[0], time), time);
        await using var gateway = await HostAsync(BrokerService.Gateway, new GatewayApi(new SessionTable(time), backends).Map);
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway.Addresses[0] };

        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Assert.Equal(
            ["tenant=7, loadprobe.run=run%201;p,loadprobe.kind=read", trace, "loadprobe=run 1,vendor=x", "run 1"],
            await AskAsync(["tenant=7", "loadprobe.run=run%201;p,loadprobe.kind=read"], "run 1"));
        Assert.Equal(["", trace, "loadprobe=run 1,vendor=x", "run 1"], await AskAsync([], "run 1"));
        Assert.Equal(["", "", "", ""], await AskAsync(["tenant=7"], null));

        async Task<string[]> AskAsync(string[] baggage, string? run)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/quotes");
            if (baggage.Length > 0)
                request.Headers.Add("baggage", baggage);
            if (run is not null)
                request.Headers.Add("X-LoadProbe-Run", run);
            request.Headers.Add("traceparent", trace);
            request.Headers.Add("tracestate", "loadprobe=run 1,vendor=x");
            using var response = await client.SendAsync(request, RunningBroker.Token);
            return (await response.Content.ReadFromJsonAsync<string[]>(RunningBroker.Token))!;
        }

        Task<ServiceHost> HostAsync(BrokerService service, Action<WebApplication> map) =>
            ServiceHost.StartAsync(service, kestrel => kestrel.Listen(IPAddress.Loopback, 0), map, faults, time, RunningBroker.Token);
    }

    private static async Task<JsonElement> PlaceAsync(RunningBroker broker, HttpStatusCode expected, params string[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders") { Content = JsonContent.Create(new { symbol = "600519", side = "buy", quantity = 1 }) };
        request.Headers.Add("baggage", lines);
        return await broker.SendAsync(request, expected);
    }
}
