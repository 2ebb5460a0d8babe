using System.Text;

namespace LoadProbe.Controller.Tests;

/// <summary>What Prometheus is told of verdicts.</summary>
public sealed class VerdictMetricsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-verdict-metrics-").FullName;
    private readonly ImaginedClock _time = new(Judged.Begin);
    private SqliteStore _store = null!;
    private Judged _judged = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);
        _judged = new Judged(_store.Incidents, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_probe_is_in_one_state_and_its_availability_is_told_once_it_is_known()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Pass(2);
        string[] lines = await LinesAsync();
        Assert.Contains("loadprobe_probe_state{probe=\"login\",target=\"shop\",state=\"unknown\"} 1", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("loadprobe_probe_availability_ratio{", StringComparison.Ordinal));
        Assert.Contains("loadprobe_incidents_open 0", lines);

        _judged.Told(Outcome.Ok, "telecom-1");
        _judged.Pass(31);
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(11);
        lines = await LinesAsync();
        Assert.Contains("loadprobe_probe_state{probe=\"login\",target=\"shop\",state=\"down\"} 1", lines);
        foreach (string other in (string[])["unknown", "up", "degraded", "flapping", "maintenance"]) Assert.Contains($"loadprobe_probe_state{{probe=\"login\",target=\"shop\",state=\"{other}\"}} 0", lines);
        Assert.Contains("loadprobe_probe_availability_ratio{probe=\"login\",target=\"shop\",by=\"run\"} 0.5", lines);
        // Up for 31 s, down for 10.
        Assert.Contains(lines, l => l.StartsWith("loadprobe_probe_availability_ratio{probe=\"login\",target=\"shop\",by=\"time\"} 0.756", StringComparison.Ordinal));
        Assert.Contains("loadprobe_incidents_open 1", lines);
        await _judged.DisposeAsync();
    }

    [Fact]
    public async Task All_of_it_vanishes_with_the_probe_and_an_incident_counts_until_it_is_closed()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(3);
        _judged.Apply(null);
        _judged.Pass(2);
        string[] lines = await LinesAsync();
        Assert.DoesNotContain(lines, l => l.Contains("probe=\"login\"", StringComparison.Ordinal));
        Assert.Contains("loadprobe_incidents_open 1", lines);

        _judged.Pass(62);
        Assert.Contains("loadprobe_incidents_open 0", await LinesAsync());
        await _judged.DisposeAsync();
    }

    [Fact]
    public async Task A_controller_that_leads_no_more_tells_nothing_of_it()
    {
        _judged.Lead(Judged.Probe(), "telecom-1");
        _judged.Told(Outcome.ConnectRefused, "telecom-1");
        _judged.Pass(3);
        await _judged.DisposeAsync();

        Assert.DoesNotContain(await LinesAsync(), l => l.Contains("probe=\"login\"", StringComparison.Ordinal) || l.StartsWith("loadprobe_incidents_open ", StringComparison.Ordinal));
    }

    private async Task<string[]> LinesAsync()
    {
        using var stream = new MemoryStream();
        await _judged.Book.WriteAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }
}
