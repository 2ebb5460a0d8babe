using System.CommandLine;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Which packets of a capture are meant.</summary>
internal sealed class PacketOptions
{
    private readonly Option<string[]> _hosts = new("--host") { Description = "Those of this address, at either end; may be repeated", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _ports = new("--port") { Description = "Those of this port, at either end; may be repeated", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _from = new("--from") { Description = "Those of then or later: 2026-03-01T09:30:00Z, or how long ago, such as 5m" };
    private readonly Option<string?> _to = new("--to") { Description = "Those of then or before" };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_hosts, _ports, _from, _to]) verb.Add(option);
    }

    /// <summary>Null after saying what is wrong with it.</summary>
    public PacketFilter? Read(ParseResult parsed, DateTimeOffset now)
    {
        PacketFilter? filter = PacketFilter.Read("--", Hosts(parsed), Ports(parsed), parsed.GetValue(_from), parsed.GetValue(_to), now, out string? mistake);
        if (mistake is not null) Screen.Complain(mistake);
        return filter;
    }

    /// <summary>The same for an address.</summary>
    public string Query(ParseResult parsed)
    {
        List<string> parts = [.. Hosts(parsed).Select(host => Part("host", host)), .. Ports(parsed).Select(port => Part("port", port))];
        if (parsed.GetValue(_from) is { } from) parts.Add(Part("from", from));
        if (parsed.GetValue(_to) is { } to) parts.Add(Part("to", to));
        return string.Join('&', parts);
    }

    private string[] Hosts(ParseResult parsed) => parsed.GetValue(_hosts) ?? [];

    private string[] Ports(ParseResult parsed) => parsed.GetValue(_ports) ?? [];

    private static string Part(string name, string value) => $"{name}={Uri.EscapeDataString(value)}";
}
