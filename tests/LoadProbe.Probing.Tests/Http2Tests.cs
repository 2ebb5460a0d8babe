using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Probing.Tests;

/// <summary>Steps of <c>version: 2</c>, over TLS and, where the server is known to speak it, without.</summary>
public sealed class Http2Tests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journey_is_the_same_over_HTTP_2(bool secure)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(2));
        string seen = "";
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/login")
            {
                context.Response.Cookies.Append("sid", "s1");
                await context.Response.WriteAsJsonAsync(new { token = "t-1" });
                return;
            }

            using var body = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Protocol} {context.Request.Headers.Authorization} {context.Request.Cookies["sid"]} {context.Request.ContentType} {await body.ReadToEndAsync()} {context.Request.Headers["X-Name"]}";
            context.Response.StatusCode = 201;
        }, secure ? certificate.Certificate : null, HttpProtocols.Http2);
        Target target = server.Target with { Tls = new TlsTrust(Verify: false) };
        JourneyResult journey = await Dialled.RunAsync(target, Over2(Dialled.Get("/login", null, new Save("token", SaveSource.Json, Path: JsonPath.Parse("$.token")))), Over2(Dialled.Get("/orders")) with
        {
            Method = "POST",
            Headers = [new Header("Authorization", Dialled.Text("Bearer ${token}")), new Header("X-Name", Dialled.Text("茅台"))],
            Body = new HttpBody(Dialled.Text("""{"quantity":100}"""), "application/json"),
            Expect = new HttpExpectation { Status = [new StatusRange(201, 201)] },
        });
        Assert.True(journey.Outcome == Outcome.Ok, journey.Steps[^1].Detail ?? journey.Steps[0].Detail);
        Assert.Equal("HTTP/2 Bearer t-1 s1 application/json {\"quantity\":100} 茅台", seen);
        Assert.Equal(["2", "2"], journey.Steps.Select(s => s.HttpVersion));
        Assert.Equal([true, false], journey.Steps.Select(s => s.Phases.Connect is not null));
        // The times are the connection's, whose two ends talk of other things too: how long the wait was is not to be told exactly.
        Assert.All(journey.Steps, s => Assert.NotNull(s.Phases.Wait));
    }

    [Fact]
    public async Task A_server_that_speaks_only_HTTP_1_is_no_server_of_HTTP_2()
    {
        await using WebServer server = await WebServer.SayingAsync("hi");
        JourneyResult journey = await Dialled.RunAsync(server.Target, Over2(Dialled.Get("/")));
        Assert.True(journey.Outcome == Outcome.ProtocolError, $"{journey.Outcome}: {journey.Steps[0].Detail}");
    }

    private static HttpStep Over2(HttpStep step) => step with { Version = new Version(2, 0) };
}
