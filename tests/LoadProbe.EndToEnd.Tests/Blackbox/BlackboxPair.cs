namespace LoadProbe.EndToEnd.Tests;

/// <summary>Debian's blackbox_exporter and an agent of ours, beside each other on the same file.</summary>
internal sealed class BlackboxPair : IAsyncDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Running? _theirs, _ours;
    private Uri _there = null!, _here = null!;

    /// <summary>Where the exporter listens.</summary>
    public string There => _there.Authority;

    /// <summary>Where the agent does.</summary>
    public string Here => _here.Authority;

    /// <param name="config">A blackbox.yml.</param>
    /// <param name="hosts">A file that both take for /etc/hosts, where this process may give them one.</param>
    public static async Task<BlackboxPair> StartAsync(string config, string? hosts = null)
    {
        string program = Machine.Need("prometheus-blackbox-exporter");
        var pair = new BlackboxPair { _there = new Uri($"http://127.0.0.1:{Machine.FreePort()}") };
        pair._theirs = Start(hosts, program, $"--config.file={config} --web.listen-address={pair._there.Authority}");
        await pair._theirs.LineAsync("Listening on");
        pair._ours = Start(hosts, Machine.Program, $"agent --blackbox {config} --listen 127.0.0.1:0");
        pair._here = await pair._ours.AddressAsync();
        return pair;
    }

    /// <summary>Whether a program of the test can be given names of its own: by a mount that only it sees.</summary>
    public static bool CanName { get; } = Environment.IsPrivilegedProcess && Machine.Find("unshare") is not null;

    private static Running Start(string? hosts, string program, string arguments) => hosts is null || !CanName
        ? Running.Start(program, arguments)
        : Running.Start("unshare", $"--mount sh -c \"mount --bind {hosts} /etc/hosts && exec {program} {arguments}\"");

    public async Task<(string Theirs, string Ours)> ProbeAsync(string module, string target)
    {
        string query = $"/probe?module={module}&target={Uri.EscapeDataString(target)}";
        return (await _client.GetStringAsync(new Uri(_there, query)), await _client.GetStringAsync(new Uri(_here, query)));
    }

    /// <summary>The same, of a scrape that lasts no longer than that.</summary>
    public async Task<(string Theirs, string Ours)> ProbeAsync(string module, string target, TimeSpan scrape)
    {
        string[] answers = await Task.WhenAll(new[] { _there, _here }.Select(async prober =>
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(prober, $"/probe?module={module}&target={Uri.EscapeDataString(target)}"));
            asked.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", scrape.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
            using HttpResponseMessage answer = await _client.SendAsync(asked);
            return await answer.Content.ReadAsStringAsync();
        }));
        return (answers[0], answers[1]);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_ours is not null) await _ours.DisposeAsync();
        if (_theirs is not null) await _theirs.DisposeAsync();
    }
}
