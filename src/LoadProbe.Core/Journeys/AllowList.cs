using System.Net;

namespace LoadProbe.Core;

/// <summary>
/// Where an agent may connect to for a target, checked on the resolved address just before the socket is opened, so
/// that a name that rebinds or a redirect cannot lead it elsewhere. Empty = nothing.
/// </summary>
public sealed record AllowList(IReadOnlyList<AllowRule> Rules)
{
    public bool Allows(string host, IPAddress address, int port)
    {
        foreach (AllowRule rule in Rules)
        {
            if (rule.Matches(host, address, port)) return true;
        }

        return false;
    }
}
