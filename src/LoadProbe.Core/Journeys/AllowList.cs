using System.Net;

namespace LoadProbe.Core;

/// <summary>
/// Where an agent may connect to for a target, checked on the resolved address just before the socket is opened, so
/// that a name that rebinds or a redirect cannot lead it elsewhere. Empty = nothing.
/// </summary>
public sealed record AllowList(IReadOnlyList<AllowRule> Rules)
{
    /// <summary>For what has no target whose list could say.</summary>
    public static AllowList Everywhere { get; } = new([new AllowRule(IPNetwork.Parse("0.0.0.0/0"), null, null), new AllowRule(IPNetwork.Parse("::/0"), null, null)]);

    /// <summary>A name that somebody else looks up: where it leads is not known, and so no network allows it.</summary>
    public bool Allows(string host, int port)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal)) return Allows(host, literal, port);
        foreach (AllowRule rule in Rules)
        {
            if (rule.Network is null && rule.Matches(host, IPAddress.None, port)) return true;
        }

        return false;
    }

    public bool Allows(string host, IPAddress address, int port)
    {
        foreach (AllowRule rule in Rules)
        {
            if (rule.Matches(host, address, port)) return true;
        }

        return false;
    }
}
