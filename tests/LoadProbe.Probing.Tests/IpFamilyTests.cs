using System.Net;

namespace LoadProbe.Probing.Tests;

/// <summary>Steps over one family of addresses, and over each of both.</summary>
public sealed class IpFamilyTests
{
    private static async Task<JourneyResult> RunAsync(Target target, IPAddress[] addresses, params Step[] steps)
    {
        using var connections = new HttpConnections(target, TimeProvider.System) { Connector = { Resolver = (_, _) => Task.FromResult(addresses) } };
        using var journey = new ApiJourney(new Journey { Name = "j", Target = target, Steps = steps, Timeout = TimeSpan.FromSeconds(5) }, connections, TimeProvider.System, Dialled.Token);
        return await journey.RunAsync(new Variables(new KnownSecret()));
    }

    private static Target Named(WebServer server) => new() { Name = "shop", Address = new Uri($"http://shop.test:{server.Address.Port}/") };

    private static Step[] Both(Step step) => [step with { Name = "four", Ip = IpFamily.V4 }, step with { Name = "six", Ip = IpFamily.V6, IsTwin = true }];

    [Fact]
    public async Task Each_family_has_a_result_of_its_own_also_when_the_first_fails()
    {
        await using WebServer server = await WebServer.SayingAsync("here");
        // It listens on 127.0.0.1 alone.
        JourneyResult six = await RunAsync(Named(server), [IPAddress.IPv6Loopback, IPAddress.Loopback], [.. Both(Dialled.Get("/")), Dialled.Get("/after")]);
        Assert.Equal([Outcome.Ok, Outcome.ConnectRefused, Outcome.Skipped], six.Steps.Select(s => s.Outcome));
        Assert.Equal([IPAddress.Loopback, null], six.Steps.Take(2).Select(s => s.Remote?.Address));

        JourneyResult turned = await RunAsync(Named(server), [IPAddress.IPv6Loopback, IPAddress.Loopback],
            [Dialled.Get("/") with { Name = "six", Ip = IpFamily.V6 }, Dialled.Get("/") with { Name = "four", Ip = IpFamily.V4, IsTwin = true }, Dialled.Get("/after")]);
        Assert.Equal([Outcome.ConnectRefused, Outcome.Ok, Outcome.Skipped], turned.Steps.Select(s => s.Outcome));
        Assert.Equal(Outcome.ConnectRefused, turned.Outcome);
    }

    [Fact]
    public async Task A_twin_of_a_step_that_was_skipped_is_skipped()
    {
        await using WebServer server = await WebServer.SayingAsync("here");
        JourneyResult all = await RunAsync(Named(server), [IPAddress.Loopback], [Dialled.Get("/", new() { Status = [new(404, 404)] }) with { Name = "first" }, .. Both(Dialled.Get("/"))]);
        Assert.Equal([Outcome.StatusMismatch, Outcome.Skipped, Outcome.Skipped], all.Steps.Select(s => s.Outcome));
    }

    [Fact]
    public async Task A_connection_that_was_kept_is_not_used_by_the_other_family()
    {
        await using WebServer server = await WebServer.SayingAsync("here");
        JourneyResult all = await RunAsync(Named(server), [IPAddress.Loopback], [Dialled.Get("/"), Dialled.Get("/") with { Name = "six", Ip = IpFamily.V6 }]);
        Assert.Equal((Outcome.DnsFailed, "shop.test has no address of IPv6"), (all.Steps[1].Outcome, all.Steps[1].Detail!.Split(" (")[0]));
        JourneyResult same = await RunAsync(Named(server), [IPAddress.Loopback], [Dialled.Get("/"), Dialled.Get("/") with { Name = "four", Ip = IpFamily.V4 }]);
        Assert.NotNull(same.Steps[1].Phases.Connect);
    }

    [Fact]
    public async Task Other_dials_keep_to_it_too()
    {
        await using WebServer server = await WebServer.SayingAsync("here");
        JourneyResult all = await RunAsync(Named(server), [IPAddress.IPv6Loopback, IPAddress.Loopback], Both(new TcpStep { Name = "", At = default }));
        Assert.Equal([Outcome.Ok, Outcome.ConnectRefused], all.Steps.Select(s => s.Outcome));
    }
}
