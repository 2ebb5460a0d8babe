namespace LoadProbe.Definitions.Tests;

public class ScenarioTests
{
    private const string Journey = "target: http://127.0.0.1:8080\nevery: 5s\nsteps:\n  - name: quote\n    get: /quotes\n";

    [Fact]
    public void The_order_peak_scenario_of_the_design_loads()
    {
        Scenario scenario = Files.Good(DefinitionFiles.LoadScenario(Files.Valid("scenarios/order-peak.yaml"), Files.WithUser));

        Assert.Equal("order-peak", scenario.Name);
        Assert.Equal([("order-api", 1), ("quotes", 9)], scenario.Mix.Select(m => (m.Journey.Name, m.Weight)));
        Assert.Equal([new RampingInject(0, 500, TimeSpan.FromSeconds(10)), new Inject(500, TimeSpan.FromMinutes(1))], scenario.Load);
        Assert.Equal([true, false], scenario.Thresholds.Select(t => t.Abort));
        Assert.Equal("login-page", scenario.Guards[0].Probe);
        Assert.Equal("login-page", Assert.Single(scenario.Watched).Name);
        Assert.Equal([DayOfWeek.Saturday, DayOfWeek.Sunday], scenario.Window!.Days);
        Assert.Equal((new TimeOnly(22, 0), new TimeOnly(2, 0), "Asia/Shanghai"), (scenario.Window.From, scenario.Window.To, scenario.Window.Zone.Id));
        Assert.Equal((2_000, TimeSpan.FromSeconds(5)), (scenario.MaxInFlight, scenario.Drain));
    }

    [Fact]
    public void A_ramp_starts_where_the_phase_before_ended()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, """
            mix: probes/quotes.yaml
            load:
              - inject: { rate: 60/m, during: 1s }
              - ramping_inject: { to: 5/s, during: 1s }
              - ramping_inject: { to: 0/s, during: 1s }
              - pause: 5s
              - ramping_inject: { to: 2/s, during: 1s }
              - keep_constant: { users: 3, during: 1s }
              - ramping_constant: { to: 9, during: 1s }
              - ramping_constant: { from: 4, to: 0, during: 1s }
            """);

        TimeSpan second = TimeSpan.FromSeconds(1);
        LoadPhase[] expected =
        [
            new Inject(1, second), new RampingInject(1, 5, second), new RampingInject(5, 0, second), new Pause(5 * second), new RampingInject(0, 2, second),
            new KeepConstant(3, second), new RampingConstant(3, 9, second), new RampingConstant(4, 0, second),
        ];
        Assert.Equal(expected, scenario.Load);
    }

    [Fact]
    public void Journeys_keep_their_target_unless_the_scenario_names_one()
    {
        using var scratch = new Scratch();
        const string load = "mix: [probes/quotes.yaml]\nload: [{ inject: { rate: 1/s, during: 1s } }]";
        scratch.With("targets.yaml", "broker: { address: https://broker.example.com, class: staging, caps: { in_flight: 50 } }");

        Scenario own = Load(scratch, load);
        Scenario named = Load(scratch, $"target: broker\n{load}");

        Assert.Equal(EnvironmentClass.Dev, own.Target.Class);
        Assert.Equal("broker", named.Mix[0].Journey.Target.Name);
        Assert.Equal(50, named.MaxInFlight);
    }

    [Fact]
    public void Its_variables_go_over_those_of_the_journeys_and_the_command_lines_over_both()
    {
        using var scratch = new Scratch();
        scratch.With("probes/buy.yaml", "target: http://127.0.0.1:8080\nvars: { user: file, side: file, size: file }\nsteps:\n  - get: /${user}/${side}/${size}/${region}\n")
            .With("s.yaml", "mix: probes/buy.yaml\nvars: { side: scenario, size: scenario, region: \"${secret:env:REGION}\" }\nload: [{ inject: { rate: 1/s, during: 1s } }]");

        Scenario scenario = Files.Good(DefinitionFiles.LoadScenario(scratch["s.yaml"], new LoadOptions { Variables = new Dictionary<string, string> { ["size"] = "line" } }));

        var values = scenario.Mix[0].Journey.Variables.ToDictionary(v => v.Key, v => v.Value.ToString()!);
        Assert.Equal(new Dictionary<string, string> { ["user"] = "file", ["side"] = "scenario", ["size"] = "line", ["region"] = "${secret:env:REGION}" }, values);
    }

    [Theory]
    [InlineData("probe quotes fails")]
    [InlineData("probe probes/quotes.yaml slower than 500ms, else abort")]
    [InlineData("probe named-otherwise fails 2 times")]
    public void A_watched_probe_is_found_by_its_name_or_its_file(string guard)
    {
        using var scratch = new Scratch();
        scratch.With("probes/other.yaml", $"name: named-otherwise\n{Journey}");

        Scenario scenario = Load(scratch, $"mix: probes/quotes.yaml\nload: [{{ inject: {{ rate: 1/s, during: 1s }} }}]\nguards: [\"{guard}\"]");

        Assert.Equal(scenario.Guards[0].Probe, Assert.Single(scenario.Watched).Name);
    }

    [Fact]
    public void A_threshold_may_be_about_a_step_of_the_mix()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, "mix: probes/quotes.yaml\nload: [{ inject: { rate: 1/s, during: 1s } }]\nthresholds: [\"step quote: response p95 < 200ms\"]");
        Assert.Equal("quote", scenario.Thresholds[0].Step);
    }

    private static Scenario Load(Scratch scratch, string scenario) =>
        Files.Good(DefinitionFiles.LoadScenario(scratch.With("probes/quotes.yaml", Journey).With("scenarios/s.yaml", scenario)["scenarios/s.yaml"]));
}
