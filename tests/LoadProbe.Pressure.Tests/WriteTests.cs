using System.Collections.Concurrent;

namespace LoadProbe.Pressure.Tests;

/// <summary>Before a journey writes, what it takes to clean up after it is kept; what could not be kept is not written.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task Each_journey_that_writes_is_kept_once_before_its_first_write_is_sent_and_has_a_key_of_its_own()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var log = new Log(server, takes: true);
        Pressed pressed = Writing(server, log, new Inject(50, TimeSpan.FromSeconds(1)));

        await pressed.RunAsync();

        Assert.Equal((50, 0), (pressed.Total.Completed, pressed.Total.Failed));
        Assert.Equal(50, log.Kept.Count);
        Assert.Equal(50, log.Kept.Select(k => k.Key).Distinct().Count());
        foreach ((string key, bool sent) in log.Kept)
        {
            Assert.False(sent, "it was sent before it was kept");
            Assert.Equal(2, server.Paths.Count(p => p.EndsWith(key, StringComparison.Ordinal)));
        }

        Assert.Equal(50, server.Paths.Count(p => p == "/look"));
    }

    [Fact]
    public async Task A_write_that_cannot_be_kept_is_not_sent_and_is_our_fault()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Pressed pressed = Writing(server, new Log(server, takes: false), new Inject(50, TimeSpan.FromSeconds(1)), new KeepConstant(2, TimeSpan.FromSeconds(1)));

        await pressed.RunAsync();

        Assert.All(server.Paths, p => Assert.Equal("/look", p));
        Dictionary<Outcome, long> outcomes = pressed.Snapshots.SelectMany(s => s.Steps).Where(s => s.Step == "write").SelectMany(s => s.Outcomes).GroupBy(o => o.Key).ToDictionary(o => o.Key, o => o.Sum(p => p.Value));
        Assert.Equal([Outcome.Unkept], outcomes.Keys);
        // A user that may not write does not spin.
        Assert.InRange(outcomes[Outcome.Unkept], 50, 300);
        Assert.True(Outcome.Unkept.IsOurs());
    }

    [Fact]
    public async Task How_long_our_disk_takes_is_in_no_time_of_the_target()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Pressed pressed = Writing(server, new Log(server, takes: true) { Takes = TimeSpan.FromMilliseconds(500) }, new Inject(20, TimeSpan.FromSeconds(1)));
        pressed.Scenario = pressed.Scenario with { Drain = TimeSpan.FromSeconds(5) };

        await pressed.RunAsync();

        Assert.Equal(20, pressed.Total.Completed);
        Assert.All(pressed.Snapshots.Where(s => s.Response.Count > 0), s => Assert.InRange(s.Response.Max.TotalMilliseconds, 0, 450));
        Assert.All(pressed.Snapshots.Where(s => s.Service.Count > 0), s => Assert.InRange(s.Service.Max.TotalMilliseconds, 0, 450));
    }

    private static Pressed Writing(PressedServer server, IWriteLog log, params LoadPhase[] load)
    {
        HttpStep Step(string name, string url, StepEffect effect)
        {
            Template.TryParse(url, TemplateEscape.None, out Template template, out _);
            return new HttpStep { Name = name, At = default, Method = "GET", Url = template, Effect = effect };
        }

        var pressed = new Pressed(server.Target, load) { Writes = log };
        Journey journey = pressed.Scenario.Mix[0].Journey with
        {
            Steps = [Step("look", "/look", StepEffect.Read), Step("write", "/write/${idempotency}", StepEffect.WriteShadow), Step("again", "/again/${idempotency}", StepEffect.WriteShadow)],
        };
        pressed.Scenario = pressed.Scenario with { Mix = [new WeightedJourney(journey, 1)] };
        return pressed;
    }

    private sealed class Log(PressedServer server, bool takes) : IWriteLog
    {
        public ConcurrentQueue<(string Key, bool Sent)> Kept { get; } = new();

        public TimeSpan Takes { get; init; }

        public async ValueTask<bool> KeepAsync(Journey journey, Variables variables)
        {
            string key = variables[Variables.Idempotency];
            if (Takes > TimeSpan.Zero) await Task.Delay(Takes, TimeProvider.System);
            Kept.Enqueue((key, server.Paths.Any(p => p.EndsWith(key, StringComparison.Ordinal))));
            return takes;
        }
    }
}
