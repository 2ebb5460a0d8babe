using System.Globalization;

namespace LoadProbe.Benchmarks;

/// <summary>What an agent's metrics say of all its probes.</summary>
internal sealed record Scrape(double Runs, double Failed, double Skipped)
{
    public static async Task<Scrape> ReadAsync(string address)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        string[] lines = (await client.GetStringAsync(new Uri($"{address}/metrics"))).Split('\n');
        return new Scrape(Sum("loadprobe_probe_runs_total{", ""), Sum("loadprobe_probe_runs_total{", "\"fail\"") + Sum("loadprobe_probe_runs_total{", "\"invalid\""), Sum("loadprobe_probe_skipped_total{", ""));

        double Sum(string start, string with) => lines.Where(l => l.StartsWith(start, StringComparison.Ordinal) && l.Contains(with, StringComparison.Ordinal)).Sum(l => double.Parse(l.AsSpan(l.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
    }
}
