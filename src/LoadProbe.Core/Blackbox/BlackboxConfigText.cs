namespace LoadProbe.Core;

/// <summary>
/// The configuration in force, as YAML, as the exporter's page /config has it: its keys in its order, defaults where it
/// has them, and no secret. What is at its default is left out, but for the flags that the exporter never leaves out.
/// </summary>
public static class BlackboxConfigText
{
    public static string Of(BlackboxModules modules)
    {
        var file = new ConfigLines();
        var all = new ConfigLines();
        foreach (BlackboxModule module in modules.Modules.OrderBy(m => m.Name, ConfigKeys.Order)) all.Part(module.Name, Module(module));
        file.Part("modules", all);
        return file.Any ? file.ToString() : "modules: {}\n";
    }

    /// <summary>One module by itself.</summary>
    public static string OfModule(BlackboxModule module) => Module(module).ToString();

    private static ConfigLines Module(BlackboxModule module)
    {
        var lines = new ConfigLines();
        lines.Text("prober", module.Prober.ToString().ToLowerInvariant());
        if (module.Timeout is { } timeout) lines.Text("timeout", BlackboxDurations.Text(timeout));
        lines.Part("http", HttpText.Of(module.Http));
        lines.Part("tcp", StreamText.Of(module.Tcp));
        lines.Part("icmp", Icmp(module.Icmp));
        lines.Part("dns", DnsText.Of(module.Dns));
        lines.Part("grpc", Grpc(module.Grpc));
        lines.Part("unix", StreamText.Of(module.Unix));
        lines.Part("websocket", StreamText.Of(module.WebSocket));
        return lines;
    }

    private static ConfigLines Icmp(BlackboxIcmpProbe icmp)
    {
        var lines = new ConfigLines();
        lines.Ip(icmp.Ip);
        lines.Text("source_ip_address", icmp.SourceAddress);
        lines.Number("payload_size", icmp.PayloadSize);
        lines.Flag("dont_fragment", icmp.DontFragment);
        lines.Number("ttl", icmp.Ttl);
        return lines;
    }

    private static ConfigLines Grpc(BlackboxGrpcProbe grpc)
    {
        var lines = new ConfigLines();
        lines.Text("service", grpc.Service);
        lines.Flag("tls", grpc.UsesTls);
        lines.Part("tls_config", ClientText.Of(grpc.Tls));
        lines.Flag("ip_protocol_fallback", grpc.Ip.Fallback);
        if (grpc.Ip.Prefers4) lines.Text("preferred_ip_protocol", "ip4");
        lines.Lists("metadata", grpc.Metadata);
        return lines;
    }
}
