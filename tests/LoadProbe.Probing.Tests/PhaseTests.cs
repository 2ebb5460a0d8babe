using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

public sealed class PhaseTests
{
    [Fact]
    public void An_answer_that_overtakes_the_return_of_its_own_write_was_waited_for()
    {
        TimeProvider time = TimeProvider.System;
        var clock = new RequestClock(time);
        var connection = new ConnectionMeter(clock, time) { IsShared = true };
        clock.Start(time.GetTimestamp(), shared: true);
        clock.Making(connection);
        clock.Writing(connection);
        clock.Read(connection, 0);

        Phases phases = clock.Phases(time.GetTimestamp());

        Assert.NotNull(phases.Wait);
        Assert.NotNull(phases.Receive);
        Assert.Equal(TimeSpan.Zero, phases.Send);
    }

    [Fact]
    public async Task Phases_add_up_to_the_duration_and_a_kept_connection_has_no_connect_phase()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/1"), Dialled.Get("/2"));
        StepResult first = journey.Steps[0], second = journey.Steps[1];

        Assert.Equal((Outcome.Ok, Outcome.Ok), (first.Outcome, second.Outcome));
        Assert.NotNull(first.Phases.Connect);
        Assert.Null(first.Phases.Dns);
        Assert.Null(first.Phases.Tls);
        Assert.Null(second.Phases.Connect);
        foreach (StepResult step in journey.Steps)
        {
            Assert.NotNull(step.Phases.Send);
            Assert.NotNull(step.Phases.Wait);
            Assert.NotNull(step.Phases.Receive);
            Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
        }

        Assert.Equal(first.Connection!.Local, second.Connection!.Local);
    }

    [Fact]
    public void What_a_kept_connection_of_HTTP_2_says_of_its_own_is_not_of_a_request_over_HTTP_1()
    {
        var clock = new RequestClock(TimeProvider.System);
        var own = new ConnectionMeter(clock, TimeProvider.System);
        var kept = new ConnectionMeter(clock, TimeProvider.System) { IsShared = true };
        clock.Start(TimeProvider.System.GetTimestamp());
        own.Writing();
        own.Wrote();
        kept.Writing();
        kept.Wrote();
        own.Read(1);
        Assert.Same(own, clock.Used);
        Assert.NotEqual(0, clock.FirstRead);
        clock.Start(TimeProvider.System.GetTimestamp(), shared: true);
        own.Writing();
        kept.Writing();
        Assert.Same(kept, clock.Used);
    }

    [Fact]
    public async Task The_time_the_server_takes_is_in_the_wait_phase()
    {
        var pause = TimeSpan.FromMilliseconds(150);
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            await Task.Delay(pause, TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync("at last");
        });
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/"));
        Assert.InRange(step.Phases.Wait!.Value, pause - TimeSpan.FromMilliseconds(5), step.Duration);
        Assert.True(step.Phases.Receive < pause, $"receive {step.Phases.Receive}");
    }

    [Fact]
    public async Task A_name_that_is_looked_up_has_a_dns_phase()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        var target = new Target { Name = "shop", Address = new UriBuilder(server.Address) { Host = "localhost" }.Uri };
        StepResult step = await Dialled.StepAsync(target, Dialled.Get("/"));
        Assert.Equal(Outcome.Ok, step.Outcome);
        Assert.NotNull(step.Phases.Dns);
    }

    [Fact]
    public async Task The_bytes_of_three_requests_over_one_connection_follow_each_other()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        JourneyResult journey = await Dialled.RunAsync(server.Target, Dialled.Get("/1"), Dialled.Get("/22"), Dialled.Get("/333"));
        ConnectionUse[] uses = [.. journey.Steps.Select(s => s.Connection!)];
        Assert.Single(uses.Select(u => u.Local).Distinct());
        Assert.Equal((0, 0), (uses[0].SentFrom, uses[0].ReceivedFrom));
        for (int i = 0; i < uses.Length; i++)
        {
            Assert.Equal(journey.Steps[i].BytesSent, uses[i].SentTo - uses[i].SentFrom);
            Assert.Equal(journey.Steps[i].BytesReceived, uses[i].ReceivedTo - uses[i].ReceivedFrom);
            Assert.True(uses[i].SentTo > uses[i].SentFrom && uses[i].ReceivedTo > uses[i].ReceivedFrom);
            if (i == 0) continue;
            Assert.Equal(uses[i - 1].SentTo, uses[i].SentFrom);
            Assert.Equal(uses[i - 1].ReceivedTo, uses[i].ReceivedFrom);
        }

        Assert.Equal(1, uses[1].SentTo - uses[1].SentFrom - (uses[0].SentTo - uses[0].SentFrom));
    }
}
