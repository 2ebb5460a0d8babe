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

    [Theory]
    [InlineData("{ days: sat-sun, at: \"22:00\", zone: Asia/Shanghai }", "sat, sun at 22:00 Asia/Shanghai")]
    [InlineData("{ days: [wed, fri-sun], at: 9:30, zone: Europe/Berlin }", "wed, fri, sat, sun at 09:30 Europe/Berlin")]
    [InlineData("{ at: \"00:00:30\", zone: UTC }", "each day at 00:00:30 UTC")]
    [InlineData("{ on: 2026-12-05, at: \"22:00\", zone: Asia/Shanghai }", "on 2026-12-05 at 22:00 Asia/Shanghai")]
    public void A_schedule_says_days_or_a_date_a_time_and_a_zone(string written, string schedule)
    {
        using var scratch = new Scratch();

        Assert.Equal(schedule, Load(scratch, $"mix: probes/quotes.yaml\nload: [{{ inject: {{ rate: 1/s, during: 1s }} }}]\nschedule: {written}").Schedule!.Text);
    }

    [Fact]
    public void A_schedule_may_be_inside_its_window_in_another_zone()
    {
        using var scratch = new Scratch();
        const string window = "window: { days: sat-sun, from: \"22:00\", to: \"02:00\", zone: Asia/Shanghai }";

        Assert.NotNull(Load(scratch, $"mix: probes/quotes.yaml\nload: [{{ inject: {{ rate: 1/s, during: 1s }} }}]\n{window}\nschedule: {{ days: sat, at: \"15:00\", zone: UTC }}").Schedule);
    }

    [Theory]
    [InlineData("", "", "X-LoadProbe-Run")]
    [InlineData("mark: { header: X-Run }", "", "X-Run")]
    [InlineData("", "mark: { header: X-Shop }", "X-Shop")]
    [InlineData("mark: { header: X-Run }", "mark: none", "X-Run")]
    [InlineData("mark: none", "", null)]
    [InlineData("", "mark: none", null)]
    public void Requests_are_marked_unless_it_is_said_that_they_are_not_and_the_scenario_goes_before_its_target(string scenario, string target, string? header)
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", $"shop:\n  address: http://127.0.0.1:8080\n  {target}\n");

        Assert.Equal(header, Load(scratch, $"target: shop\nmix: probes/quotes.yaml\nload: [{{ inject: {{ rate: 1/s, during: 1s }} }}]\n{scenario}").Mark.Header);
    }

    [Theory]
    [InlineData("prod", "", "every: 5s", "errors < 5% over 10s")]
    [InlineData("prod", "", "timeout: 8s", "errors < 5% over 16s")]
    [InlineData("prod", "", "timeout: 61300ms", "errors < 5% over 123s")]
    [InlineData("prod", "thresholds: [ errors < 0.1%, \"step quote: errors < 1% over 5s, else abort\", \"errors < 1% over 5s, else warn\" ]", "every: 5s", "errors < 5% over 10s")]
    [InlineData("prod", "thresholds: [ \"errors < 1% over 5s, else hold\" ]", "every: 5s", null)]
    [InlineData("prod", "guards: [ errors < 20% over 30s ]", "every: 5s", "errors < 20% over 30s")]
    [InlineData("staging", "", "every: 5s", null)]
    public void Production_is_guarded_against_errors_unless_the_scenario_says_something_of_them_itself(string environment, string scenario, string journey, string? guard)
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", $"shop: {{ address: \"http://127.0.0.1:8080\", class: {environment} }}\n");
        scratch.With("probes/slow.yaml", Journey.Replace("every: 5s", journey, StringComparison.Ordinal));

        Scenario loaded = Load(scratch, $"target: shop\nmix: probes/slow.yaml\nload: [{{ inject: {{ rate: 1/s, during: 1s }} }}]\n{scenario}");
        Assert.Equal(guard is null ? [] : [guard], loaded.Guards.Select(g => g.Text));
    }

    [Fact]
    public void A_guard_may_be_a_question_to_a_Prometheus_beside_guards_of_a_line()
    {
        using var scratch = new Scratch();
        IReadOnlyList<Guard> guards = Load(scratch, """
            mix: probes/quotes.yaml
            load: [{ inject: { rate: 1/s, during: 1s } }]
            guards:
              - errors < 5% over 10s
              - { prometheus: http://127.0.0.1:9090, query: up, min: 1 }
              - prometheus: https://metrics.example.com/prometheus
                query: |
                  sum(rate(broker_errors_total[30s]))  # all of them
                    / 2
                name: errors at the gateway
                min: -0.5
                max: 5
                every: 1s
                for: 10s
                no_data: ignore
                bearer: "${secret:env:LOADPROBE_TEST_NOT_SET}"
                else: abort
            """).Guards;

        Assert.Equal(["errors < 5% over 10s", "prometheus: up at least 1, else abort", "prometheus: errors at the gateway from -0.5 to 5 for 10s, no data ignored, else abort"], guards.Select(g => g.Text));
        PrometheusQuery plain = guards[1].Prometheus!, full = guards[2].Prometheus!;
        Assert.Equal((new Uri("http://127.0.0.1:9090"), "up", 1, null, TimeSpan.FromSeconds(5), TimeSpan.Zero, NoDataAction.Abort, null), (plain.Server, plain.Query, plain.Min, plain.Max, plain.Every, plain.For, plain.NoData, plain.Bearer));
        // A comment ends with its line.
        Assert.Equal("sum(rate(broker_errors_total[30s]))  # all of them\n  / 2", full.Query);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), NoDataAction.Ignore), (full.Every, full.Patience, full.NoData));
        Assert.EndsWith(":6:5: ${secret:env:LOADPROBE_TEST_NOT_SET} has no value: set the environment variable LOADPROBE_TEST_NOT_SET", Assert.Single(new SecretStore().MissingSecrets(guards)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_has_the_calendar_that_it_names()
    {
        using var scratch = new Scratch();
        scratch.With("exchange.yaml", "zone: Asia/Shanghai\nvalid: { from: 2026-01-01, to: 2026-12-31 }\nsessions: [ 09:15-11:30, 13:00-15:30 ]\nholidays: [ 2026-01-01..2026-01-03 ]\nworking: [ 2026-01-04 ]\nhalf_days: { 2026-12-31: 09:15-11:30 }\n");

        TradingCalendar calendar = Load(scratch, "mix: probes/quotes.yaml\nload: [{ inject: { rate: 1/s, during: 1s } }]\nwindow: { from: \"22:00\", to: \"02:00\", zone: Asia/Shanghai, calendar: exchange.yaml }").Window!.Calendar!;

        Assert.Equal(("exchange", 2, 1, 1), (calendar.Name, calendar.Sessions.Count, calendar.Holidays.Count, calendar.Working.Count));
        Assert.Equal(new TradingSession(new TimeOnly(9, 15), new TimeOnly(11, 30)), Assert.Single(calendar.HalfDays[new DateOnly(2026, 12, 31)]));
        Assert.Equal(5, calendar.Days.Count);
    }

    [Fact]
    public void A_window_whose_calendar_is_not_there_stays_shut()
    {
        using var scratch = new Scratch();

        RunWindow window = Load(scratch, "mix: probes/quotes.yaml\nload: [{ inject: { rate: 1/s, during: 1s } }]\nwindow: { from: \"00:00\", to: \"23:59\", zone: UTC, calendar: nowhere.yaml }").Window!;

        Assert.StartsWith("calendar nowhere.yaml is in neither its folder nor those above it", window.Shut(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void A_mistake_in_the_calendar_is_a_mistake_of_the_scenario_and_names_its_file()
    {
        using var scratch = new Scratch();
        scratch.With("exchange.yaml", "zone: Asia/Shanghai\nvalid: { from: 2026-01-01, to: 2026-12-31 }\nsessions: []\n");
        scratch.With("press.yaml", "mix: probes/quotes.yaml\nload: [{ inject: { rate: 1/s, during: 1s } }]\nwindow: { from: \"22:00\", to: \"02:00\", zone: Asia/Shanghai, calendar: exchange.yaml }\n");

        Assert.Contains(DefinitionFiles.LoadScenario(scratch["press.yaml"]).Mistakes, m => m.ToString().Contains("exchange.yaml:3:11: sessions is empty", StringComparison.Ordinal));
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

    [Fact]
    public void A_threshold_may_be_about_a_journey_of_any_track()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, """
            tracks:
              - { mix: probes/quotes.yaml, load: [{ inject: { rate: 1/s, during: 1s } }] }
              - { mix: probes/buy.yaml, load: [{ inject: { rate: 1/s, during: 1s } }] }
            thresholds: ["journey buy: errors < 1%, else warn", "step quote: wait p99 < 100ms over 5s", in_flight < 9, oldest < 2s, "retransmissions < 2% over 5s, else abort", resets < 1%, network_rtt p95 < 20ms]
            """);
        Assert.Equal(["buy", null, null, null, null, null, null], scenario.Thresholds.Select(t => t.Journey));
        Assert.Equal([ThresholdFigure.Errors, ThresholdFigure.Wait, ThresholdFigure.InFlight, ThresholdFigure.Oldest, ThresholdFigure.Retransmissions, ThresholdFigure.Resets, ThresholdFigure.NetworkRtt], scenario.Thresholds.Select(t => t.Figure));
        Assert.Equal([BreachAction.Warn, BreachAction.Fail, BreachAction.Fail, BreachAction.Fail, BreachAction.Abort, BreachAction.Fail, BreachAction.Fail], scenario.Thresholds.Select(t => t.Else));
    }

    [Fact]
    public void Every_shape_of_load_has_its_record()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, """
            mix: probes/quotes.yaml
            load:
              - inject: { rate: 12/m, during: 1s, arrivals: poisson, seed: 9 }
              - inject_random: { min: 0/s, max: 5/s, during: 1s }
              - inject_steps: { from: 1/s, to: 3/s, by: 1/s, each: 1s }
              - ramping_inject: { to: 5/s, during: 1s, arrivals: poisson }
              - iterations: { users: 2, count: 7, within: 1s }
              - ramping_constant: { to: 9, during: 1s }
            think: 1..3s
            warm_up: 1s
            connections: per_user
            """);

        TimeSpan second = TimeSpan.FromSeconds(1);
        LoadPhase[] expected =
        [
            new Inject(0.2, second) { Arrivals = ArrivalPattern.Poisson, Seed = 9 }, new InjectRandom(0, 5, second) { Seed = 2 }, new InjectSteps(1, 3, 1, second),
            new RampingInject(3, 5, second) { Arrivals = ArrivalPattern.Poisson, Seed = 4 }, new Iterations(2, 7, second), new RampingConstant(2, 9, second),
        ];
        Assert.Equal(expected, scenario.Load);
        Assert.Equal((new TimeRange(second, 3 * second), second, ConnectionReuse.PerUser, null), (scenario.Think, scenario.WarmUp, scenario.Connections, scenario.Pace));
    }

    [Fact]
    public void Users_may_keep_a_pace()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, "mix: probes/quotes.yaml\nload: [{ keep_constant: { users: 1, during: 1m } }]\npace: 5s\n");
        Assert.Equal((TimeSpan.FromSeconds(5), default, ConnectionReuse.PerRun, TimeSpan.Zero), (scenario.Pace, scenario.Think, scenario.Connections, scenario.WarmUp));
    }

    [Theory]
    [InlineData("r.csv", "time,rate\n0,10\n90s,20\n3m,0.5\n")]
    [InlineData("r.csv", "rate,Time,host\n\n10,2026-03-02T09:30:00Z,a\n# noon\n1200/m,2026-03-02T09:31:30Z,a\n0.5,2026-03-02 09:33:00,b\n")]
    [InlineData("r.csv", "Time,value\r\n1760000000.5,10\r\n1760000090.5,20\r\n1760000180.5,0.5\r\n")]
    [InlineData("r.json", """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"x"},"values":[[1760000000,"10"],[1760000090,"20"],[1760000180,"0.5"]]}]}}""")]
    [InlineData("r.json", """{"resultType":"matrix","result":[{"values":[[1760000000.250,"1e1"],[1760000090.250,"20"],[1760000180.250,"0.5"]]}]}""")]
    public void A_recorded_rate_is_read_from_csv_and_from_prometheus(string file, string content)
    {
        using var scratch = new Scratch();
        scratch.With($"scenarios/{file}", content);
        var linear = (Replay)Load(scratch, $"mix: probes/quotes.yaml\nload: [{{ replay: {{ file: {file} }} }}]\n").Load[0];
        var steps = (Replay)Load(scratch, $"mix: probes/quotes.yaml\nload: [{{ replay: {{ file: {file}, curve: steps, scale: 2, speed: 3 }} }}]\n").Load[0];

        TimeSpan second = TimeSpan.FromSeconds(1);
        Assert.Equal([new(TimeSpan.Zero, 10), new(90 * second, 20), new(180 * second, 0.5)], linear.Points);
        Assert.Equal((RateCurve.Linear, 180 * second, file), (linear.Curve, linear.During, Path.GetFileName(linear.Source)));
        Assert.Equal([new(TimeSpan.Zero, 20), new(30 * second, 40), new(60 * second, 1)], steps.Points);
        Assert.Equal((RateCurve.Steps, 90 * second), (steps.Curve, steps.During));
    }

    [Fact]
    public void Tracks_have_mixes_and_loads_of_their_own()
    {
        using var scratch = new Scratch();
        Scenario scenario = Load(scratch, """
            tracks:
              - { mix: probes/quotes.yaml, load: [{ inject: { rate: 1/s, during: 1s, arrivals: poisson } }] }
              - { mix: { probes/quotes.yaml: 2, probes/buy.yaml: 1 }, load: [{ pause: 1s }, { ramping_inject: { to: 2/s, during: 1s, arrivals: poisson } }] }
              - { name: late, mix: probes/buy.yaml, load: [{ keep_constant: { users: 3, during: 9s } }] }
            """);

        Assert.Equal(["quotes", "track 2", "late"], scenario.Tracks.Select(t => t.Name));
        Assert.Equal([1, 2, 1], scenario.Tracks.Select(t => t.Mix.Count));
        Assert.Equal(["quotes", "quotes", "buy", "buy"], scenario.Mix.Select(m => m.Journey.Name));
        Assert.Equal(TimeSpan.FromSeconds(9), new ScenarioPlan(scenario.Tracks).Duration);
        // Their seeds differ, so that no two tracks fire at the same moments.
        Assert.Equal([1, 3], scenario.Tracks.SelectMany(t => t.Load).OfType<OpenPhase>().Select(p => p.Seed));
    }

    [Fact]
    public void A_search_goes_up_to_what_the_target_agrees_to_unless_it_says_less()
    {
        using var scratch = new Scratch();
        scratch.With("targets.yaml", "broker: { address: https://broker.example.com, caps: { rate: 800/s } }");
        TimeSpan second = TimeSpan.FromSeconds(1);
        AdaptivePhase Search(string load) => (AdaptivePhase)Assert.Single(Load(scratch, $"target: broker\nmix: probes/quotes.yaml\nload: [{{ {load} }}]\n").Load);

        Assert.Equal(new FindCapacity(50, 800, 1.5, 10 * second, 0.05, 1, 5 * second), Search("find_capacity: { from: 50/s }"));
        Assert.Equal(new FindCapacity(50, 400, 2, 20 * second, 0.1, 3, 9 * second), Search("find_capacity: { from: 50/s, to: 400/s, factor: 2, hold: 20s, precision: 10%, confirm: 3, rest: 9s }"));
        Assert.Equal(new StepLoad(50, 25, 800, 30 * second, 1, 5 * second), Search("step: { from: 50/s, by: 25/s }"));
        Assert.Equal(new StepLoad(50, 25, 400, 10 * second, 0, 60 * second), Search("step: { from: 50/s, by: 25/s, to: 400/s, hold: 10s, confirm: 0, rest: 1m }"));
    }

    private static Scenario Load(Scratch scratch, string scenario) =>
        Files.Good(DefinitionFiles.LoadScenario(scratch.With("probes/quotes.yaml", Journey).With("probes/buy.yaml", Journey).With("scenarios/s.yaml", scenario)["scenarios/s.yaml"]));
}
