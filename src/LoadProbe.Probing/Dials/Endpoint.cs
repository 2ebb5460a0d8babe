using System.Diagnostics.CodeAnalysis;

namespace LoadProbe.Probing;

/// <summary>Where a network dial goes.</summary>
internal readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>, <c>[v6]:port</c>, or with a default port just a host.</summary>
    public static bool TryParse(string text, int? defaultPort, out Endpoint endpoint)
    {
        endpoint = default;
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > 0 && (text[0] != '[' ? text.IndexOf(':') == colon : text[colon - 1] == ']');
        string host = (hasPort ? text[..colon] : text).Trim('[', ']');
        int port = defaultPort ?? 0;
        if (hasPort && (!ushort.TryParse(text.AsSpan(colon + 1), out ushort read) || (port = read) == 0)) return false;
        if (host.Length == 0 || (!hasPort && defaultPort is null)) return false;
        endpoint = new Endpoint(host, port);
        return true;
    }

    /// <summary>The step's own address, else the target's.</summary>
    public static bool TryResolve(Template? address, Target target, Variables variables, out Endpoint endpoint, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (address is null)
        {
            endpoint = new Endpoint(target.Address.IdnHost, target.Address.Port);
            if (endpoint.Port > 0) return true;
            fault = $"the address of target {target.Name}, {target.Address}, has no port";
            return false;
        }

        if (TryParse(address.Resolve(variables), null, out endpoint)) return true;
        fault = $"\"{address}\" did not become host:port";
        return false;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
