using LoadProbe.Agent;

namespace LoadProbe.Benchmarks;

/// <summary>So many probes of mixed kinds and intervals, always the same ones for a number.</summary>
internal sealed class ProbeSet
{
    private const string Agent = "bench";
    private static readonly int[] Intervals = [1, 2, 5, 10, 15, 30, 60];

    // Of twenty: as dial tests are, most of them ask a web server.
    private static readonly (string Kind, int Share)[] Kinds = [("http", 11), ("tcp", 3), ("tls", 2), ("dns", 2), ("icmp", 2)];

    private readonly List<(string Name, string Kind, TimeSpan Every)> _probes = [];

    public ProbeSet(int count, bool httpOnly)
    {
        var random = new Random(count);
        string[] kinds = httpOnly ? ["http"] : [.. Kinds.SelectMany(k => Enumerable.Repeat(k.Kind, k.Share))];
        for (int i = 0; i < count; i++) _probes.Add(($"p{i}", kinds[i % kinds.Length], TimeSpan.FromSeconds(Intervals[random.Next(Intervals.Length)])));
    }

    /// <summary>Starts a second, when all is well.</summary>
    public double Rate => _probes.Sum(p => 1 / p.Every.TotalSeconds);

    public string Write(string folder, DialledServers servers)
    {
        string probes = Path.Combine(folder, "probes");
        Directory.CreateDirectory(probes);
        foreach ((string name, string kind, TimeSpan every) in _probes)
        {
            (string address, string step) = kind switch
            {
                "http" => ($"http://127.0.0.1:{servers.Http}", $"get: /{name}"),
                "tcp" => ($"tcp://127.0.0.1:{servers.Tcp}", "tcp: { expect: { answer: \"220\" } }"),
                "tls" => ($"https://127.0.0.1:{servers.Tls}", "tls:"),
                "dns" => ($"tcp://127.0.0.1:{servers.Dns}", $"dns: {{ name: {name}.dialled.test, server: \"127.0.0.1:{servers.Dns}\" }}"),
                _ => ("http://127.0.0.1", "icmp: { count: 1 }"),
            };
            string trust = kind == "tls" ? ", tls: { verify: false }" : "";
            File.WriteAllText(Path.Combine(probes, $"{name}.yaml"), $"target: {{ address: \"{address}\", class: test{trust} }}\nevery: {every.TotalSeconds}s\ntimeout: 1s\nsteps:\n  - {step}\n");
        }

        return probes;
    }

    /// <summary>Starts that are due in a span.</summary>
    public long Due(DateTimeOffset from, DateTimeOffset until) => _probes.Sum(p => Before(p, until) - Before(p, from));

    /// <summary>How long after it was due a probe came.</summary>
    public TimeSpan Lateness(string path, DateTimeOffset at)
    {
        (string name, _, TimeSpan every) = _probes[int.Parse(path.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture)];
        return TimeSpan.FromTicks((at.UtcTicks - ProbePhase.Of(name, Agent, every).Ticks) % every.Ticks);
    }

    private static long Before((string Name, string Kind, TimeSpan Every) probe, DateTimeOffset at) => (at.UtcTicks - ProbePhase.Of(probe.Name, Agent, probe.Every).Ticks) / probe.Every.Ticks;
}
