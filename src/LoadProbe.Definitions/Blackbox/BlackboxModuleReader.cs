using System.Net;

namespace LoadProbe.Definitions;

/// <summary>One module: its prober, its timeout and the options of every kind of prober that it has.</summary>
internal static class BlackboxModuleReader
{
    private static readonly Dictionary<string, BlackboxProber> Probers = new()
    {
        ["http"] = BlackboxProber.Http, ["tcp"] = BlackboxProber.Tcp, ["icmp"] = BlackboxProber.Icmp, ["dns"] = BlackboxProber.Dns,
        ["grpc"] = BlackboxProber.Grpc, ["unix"] = BlackboxProber.Unix, ["websocket"] = BlackboxProber.WebSocket,
    };

    private static readonly Dictionary<string, bool> Versions = new() { ["ip4"] = true, ["ip6"] = false };

    /// <summary>Null, with a mistake, when it has no prober that we know.</summary>
    public static BlackboxModule? Read(string name, BlackboxFields fields)
    {
        if (!fields.Has("prober")) fields.Mistakes.Add(fields.At, $"module {Quote.Bare(name)} has no prober: write one of {string.Join(", ", Probers.Keys)}");
        BlackboxProber? prober = fields.Choice("prober", Probers);
        if (prober == BlackboxProber.Dns && fields["dns"] is null) fields.Report("prober", "a dns module asks for something: write dns: { query_name: example.com }");
        var module = new BlackboxModule
        {
            Name = name,
            Prober = prober ?? default,
            Timeout = Timeout(fields),
            Http = fields.Section("http", BlackboxKeys.Http) is { } http ? BlackboxHttpReader.Read(http) : new(),
            Tcp = fields.Section("tcp", BlackboxKeys.Tcp) is { } tcp ? BlackboxStreamReader.Tcp(tcp) : new(),
            Unix = fields.Section("unix", BlackboxKeys.Unix) is { } unix ? BlackboxStreamReader.Unix(unix) : new(),
            WebSocket = fields.Section("websocket", BlackboxKeys.WebSocket) is { } socket ? BlackboxStreamReader.WebSocket(socket) : new(),
            Dns = fields.Section("dns", BlackboxKeys.Dns) is { } dns ? BlackboxDnsReader.Read(dns) : new(),
            Icmp = fields.Section("icmp", BlackboxKeys.Icmp) is { } icmp ? Icmp(icmp) : new(),
            Grpc = fields.Section("grpc", BlackboxKeys.Grpc) is { } grpc ? Grpc(grpc) : BlackboxGrpcProbe.NotWritten,
        };
        return prober is null ? null : module;
    }

    public static BlackboxIp Ip(BlackboxFields fields) => new(fields.Choice("preferred_ip_protocol", Versions) ?? false, fields.Flag("ip_protocol_fallback") ?? true);

    public static string? SourceAddress(BlackboxFields fields)
    {
        if (fields.Text("source_ip_address") is not { } text || IPAddress.TryParse(text, out _)) return fields.Text("source_ip_address");
        fields.Report("source_ip_address", $"source_ip_address {Quote.Of(text)} is no address: write for instance 192.0.2.1");
        return null;
    }

    private static TimeSpan? Timeout(BlackboxFields fields)
    {
        if (fields.Text("timeout") is not { } text) return null;
        if (BlackboxDurations.TryParse(text, out TimeSpan timeout)) return timeout == TimeSpan.Zero ? null : timeout;
        fields.Report("timeout", $"timeout {Quote.Bare(text)} is not a duration: write numbers with units, for instance 5s, 500ms or 1m30s");
        return null;
    }

    private static BlackboxIcmpProbe Icmp(BlackboxFields fields) => new()
    {
        Ip = Ip(fields),
        SourceAddress = SourceAddress(fields),
        // What an IPv4 packet has room for beside its header and that of ICMP.
        PayloadSize = fields.Whole("payload_size", 0, 65_507) ?? 0,
        DontFragment = fields.Flag("dont_fragment") ?? false,
        Ttl = fields.Whole("ttl", 0, 255) ?? 64,
    };

    private static BlackboxGrpcProbe Grpc(BlackboxFields fields) => new()
    {
        Ip = Ip(fields),
        Service = fields.Text("service"),
        UsesTls = fields.Flag("tls") ?? false,
        Tls = BlackboxTlsReader.Read(fields),
        Metadata = fields.Lists("metadata"),
    };
}
