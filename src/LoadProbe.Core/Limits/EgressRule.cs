using System.IO.Enumeration;
using System.Net;

namespace LoadProbe.Core;

/// <summary>One destination that an agent's owner allows: a network, or a name in which <c>*</c> stands for anything; on one port or all.</summary>
/// <param name="At">Where it stands.</param>
public sealed record EgressRule(Place At, IPNetwork? Network, string? Name, int? Port)
{
    /// <summary>Whether the address is in its network.</summary>
    public bool Covers(IPAddress address, int port) => (Port is null || Port == port) && Network is { } network && network.Contains(address);

    /// <summary>Whether the name is its own; where that leads is another question.</summary>
    public bool Names(string host, int port) => (Port is null || Port == port) && Name is not null && FileSystemName.MatchesSimpleExpression(Name, host, ignoreCase: true);

    /// <summary>Reads what <see cref="AllowRule.Parse"/> does, and names such as <c>*.example.com:443</c> or <c>*</c>; null when it is none of these.</summary>
    public static EgressRule? Parse(string text, Place at)
    {
        if (AllowRule.Parse(text.Replace('*', 'x')) is not { } rule) return null;
        if (!text.Contains('*')) return new EgressRule(at, rule.Network, rule.Host, rule.Port);
        if (rule.Host is not { } host) return null;
        string name = text[..host.Length];
        // What stands last in a name decides whose it is.
        return name == "*" || !name[(name.LastIndexOf('.') + 1)..].Contains('*') ? new EgressRule(at, null, name, rule.Port) : null;
    }
}
