using System.Net;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>The proxy that a URL goes through.</summary>
/// <param name="Address">Scheme, host and port.</param>
internal sealed record BlackboxProxyWay(Uri Address, ProxyPass? Pass)
{
    public bool IsSocks => Address.Scheme is "socks5" or "socks5h";

    /// <summary>Whether the proxy itself is given the request, and not asked for a tunnel.</summary>
    public bool Forwards(Uri url) => !IsSocks && url.Scheme == Uri.UriSchemeHttp;

    /// <summary>Null = straight there.</summary>
    public static BlackboxProxyWay? Of(BlackboxProxy proxy, Uri url, ISecretStore secrets)
    {
        if (proxy.Address is { } own)
        {
            // Without exceptions even what is on this machine goes through it.
            if (proxy.Except is { Length: > 0 } except && (IsOwn(url) || Excepts(except, url))) return null;
            ProxyPass? pass = proxy.User is null ? null : new ProxyPass(Encoding.UTF8.GetBytes(proxy.User), Encoding.UTF8.GetBytes(proxy.Password?.Read(secrets) ?? ""));
            return new BlackboxProxyWay(own, pass);
        }

        if (!proxy.FromEnvironment || IsOwn(url) || Excepts(Variable("NO_PROXY") ?? "", url)) return null;
        string? said = Variable(url.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (said is null || !Uri.TryCreate(said.Contains("://", StringComparison.Ordinal) ? said : $"http://{said}", UriKind.Absolute, out Uri? address)) return null;
        string[] who = Uri.UnescapeDataString(address.UserInfo).Split(':', 2);
        return new BlackboxProxyWay(address, who[0].Length == 0 ? null : new ProxyPass(Encoding.UTF8.GetBytes(who[0]), Encoding.UTF8.GetBytes(who.Length > 1 ? who[1] : "")));
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } upper ? upper : Environment.GetEnvironmentVariable(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;

    private static bool IsOwn(Uri url) => url.IdnHost == "localhost" || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    // Names with all that ends in them, addresses, networks; each perhaps with a port.
    private static bool Excepts(string list, Uri url)
    {
        string host = url.IdnHost.Trim('[', ']').ToLowerInvariant();
        IPAddress? address = IPAddress.TryParse(host, out IPAddress? read) ? read : null;
        foreach (string entry in list.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry == "*") return true;
            if (entry.Contains('/') && IPNetwork.TryParse(entry, out IPNetwork network))
            {
                if (address is not null && network.Contains(address)) return true;
                continue;
            }

            Endpoint to = IPAddress.TryParse(entry.Trim('[', ']'), out _) ? new Endpoint(entry.Trim('[', ']'), 0) : Endpoint.TryParse(entry, 0, out Endpoint named) ? named : default;
            if (to.Host is null || (to.Port != 0 && to.Port != url.Port)) continue;
            if (IPAddress.TryParse(to.Host, out IPAddress? excepted))
            {
                if (excepted.Equals(address)) return true;
                continue;
            }

            string name = to.Host.StartsWith("*.", StringComparison.Ordinal) ? to.Host[1..] : to.Host;
            if (host.EndsWith(name.StartsWith('.') ? name : $".{name}", StringComparison.Ordinal) || (!name.StartsWith('.') && host == name)) return true;
        }

        return false;
    }
}
