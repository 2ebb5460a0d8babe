using System.Text;
using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

public sealed class MetricsTests
{
    private const string Labels = "probe=\"login\",target=\"shop\",agent=\"agent-1\"";

    private readonly MetricsBook _book = new("0.1.0");

    private async Task<string[]> LinesAsync()
    {
        using var stream = new MemoryStream();
        await _book.WriteAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }

    private static ProbeResult Result(Outcome outcome, string probe = "login") => new()
    {
        Id = Guid.CreateVersion7(), Probe = probe, Target = "shop", Agent = "agent-1", Lateness = TimeSpan.FromMilliseconds(5),
        Journey = JourneyResult.Of(DateTimeOffset.UnixEpoch.AddSeconds(1_000), TimeSpan.FromMilliseconds(250),
        [
            new StepResult
            {
                Name = "open", Kind = StepKind.Icmp, Outcome = outcome, Started = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromMilliseconds(250),
                Phases = new Phases { Wait = TimeSpan.FromMilliseconds(200) }, Ping = new PingFigures(4, 3, null, TimeSpan.FromMilliseconds(2), null, null, null),
                // What the capture lost since it began: told again by each step, counted once.
                Packets = new PacketFigures { Tier = PacketTier.Packets, KernelDrops = 7 },
            },
        ]),
    };

    [Fact]
    public async Task Runs_of_probes_are_counted_by_verdict_and_the_last_one_is_shown()
    {
        _book.Write(Result(Outcome.Ok));
        _book.Write(Result(Outcome.ConnectRefused));
        _book.Write(Result(Outcome.AgentFault));
        _book.Probes.Skipped("login", "shop", "agent-1", "overlap");
        _book.Joined("agent-1", new Dictionary<string, string> { ["region"] = "north" });
        string[] lines = await LinesAsync();

        foreach (string verdict in (string[])["pass", "fail", "invalid"]) Assert.Contains($"loadprobe_probe_runs_total{{{Labels},verdict=\"{verdict}\"}} 1", lines);
        Assert.Contains($"loadprobe_probe_success{{{Labels}}} 0", lines);
        Assert.Contains($"loadprobe_probe_duration_seconds_count{{{Labels}}} 2", lines);
        Assert.Contains($"loadprobe_schedule_lateness_seconds_count{{{Labels}}} 3", lines);
        Assert.Contains($"loadprobe_probe_last_run_timestamp_seconds{{{Labels}}} 1000", lines);
        Assert.Contains($"loadprobe_step_duration_seconds{{{Labels},step=\"open\",phase=\"wait\"}} 0.2", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("loadprobe_step_duration_seconds", StringComparison.Ordinal) && l.Contains("\"connect\"", StringComparison.Ordinal));
        Assert.Contains($"loadprobe_net_loss_ratio{{{Labels},step=\"open\"}} 0.25", lines);
        Assert.Contains($"loadprobe_net_rtt_seconds{{{Labels},step=\"open\"}} 0.002", lines);
        Assert.Contains($"loadprobe_probe_skipped_total{{{Labels},reason=\"overlap\"}} 1", lines);
        Assert.Contains("loadprobe_capture_dropped_packets_total{agent=\"agent-1\"} 7", lines);
        Assert.Contains("loadprobe_agent_info{agent=\"agent-1\",region=\"north\",city=\"\",carrier=\"\",asn=\"\"} 1", lines);
    }

    [Fact]
    public async Task Counters_of_all_verdicts_begin_at_the_first_run_so_that_the_first_failure_is_an_increase()
    {
        _book.Write(Result(Outcome.Ok));
        string[] lines = await LinesAsync();

        foreach ((string verdict, int count) in ((string, int)[])[("pass", 1), ("fail", 0), ("invalid", 0)]) Assert.Contains($"loadprobe_probe_runs_total{{{Labels},verdict=\"{verdict}\"}} {count}", lines);
    }

    [Fact]
    public async Task Every_series_of_a_forgotten_probe_is_gone_and_no_other()
    {
        _book.Write(Result(Outcome.Ok));
        _book.Write(Result(Outcome.Ok, "other"));
        _book.Probes.Skipped("login", "shop", "agent-1", "busy");
        _book.Probes.Forget("login");
        string[] lines = await LinesAsync();
        Assert.DoesNotContain(lines, l => l.Contains("probe=\"login\"", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("loadprobe_probe_success{probe=\"other\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Seconds_of_a_run_add_up()
    {
        _book.Runs.State("press", "running");
        _book.Runs.Write("press", ScriptedAgent.Example(1));
        _book.Runs.Write("press", ScriptedAgent.Example(2, failed: 3));
        string[] lines = await LinesAsync();

        foreach ((string state, int count) in ((string, int)[])[("due", 22), ("sent", 20), ("dropped", 2), ("completed", 20), ("failed", 3)])
        {
            Assert.Contains($"loadprobe_run_arrivals_total{{scenario=\"press\",state=\"{state}\"}} {count}", lines);
        }

        foreach (string family in (string[])["response", "service", "lateness"]) Assert.Contains($"loadprobe_run_{family}_seconds_count{{scenario=\"press\"}} 20", lines);
        Assert.Contains("loadprobe_run_target_rate{scenario=\"press\"} 11", lines);
        Assert.Contains("loadprobe_run_in_flight{scenario=\"press\"} 2", lines);
        Assert.Contains("loadprobe_run_state{scenario=\"press\",state=\"running\"} 1", lines);

        _book.Runs.State("press", "completed");
        lines = await LinesAsync();
        Assert.Contains("loadprobe_run_in_flight{scenario=\"press\"} 0", lines);
        Assert.Contains("loadprobe_run_state{scenario=\"press\",state=\"running\"} 0", lines);
        Assert.Contains("loadprobe_run_state{scenario=\"press\",state=\"completed\"} 1", lines);
    }
}
