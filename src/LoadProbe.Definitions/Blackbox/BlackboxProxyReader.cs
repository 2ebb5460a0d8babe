namespace LoadProbe.Definitions;

/// <summary>The keys about proxies, which stand among others.</summary>
internal static class BlackboxProxyReader
{
    public static BlackboxProxy Read(BlackboxFields fields)
    {
        bool fromEnvironment = fields.Flag("proxy_from_environment") ?? false;
        if (fromEnvironment) fields.AtMostOne("proxy_url", "proxy_from_environment");
        if (fields.Has("no_proxy") && fromEnvironment) fields.Report("no_proxy", "no_proxy and proxy_from_environment exclude each other: set NO_PROXY in the environment");
        else if (fields.Has("no_proxy") && !fields.Has("proxy_url")) fields.Report("no_proxy", "no_proxy says what does not go through a proxy, and there is none: write proxy_url as well");
        IReadOnlyList<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>> connect = fields.Lists("proxy_connect_header");
        if (connect.Count > 0 && !fromEnvironment && !fields.Has("proxy_url")) fields.Report("proxy_connect_header", "proxy_connect_header is for a proxy, and there is none: write proxy_url as well");
        Uri? address = Address(fields);
        var proxy = new BlackboxProxy { Except = fields.Text("no_proxy"), FromEnvironment = fromEnvironment, ConnectHeaders = connect };
        if (address is null) return proxy;
        if (address.UserInfo.Length == 0) return proxy with { Address = address };

        string[] who = address.UserInfo.Split(':', 2);
        return proxy with
        {
            Address = new Uri(address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)),
            User = Uri.UnescapeDataString(who[0]),
            Password = who.Length == 2 ? BlackboxSecret.Of(Uri.UnescapeDataString(who[1])) : null,
        };
    }

    // The address may hold a password: what is wrong is told without it.
    private static Uri? Address(BlackboxFields fields)
    {
        if (fields.Text("proxy_url") is not { } text) return null;
        const string right = "write for instance http://proxy.example.com:3128 or socks5://proxy.example.com:1080";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Host.Length == 0) fields.Report("proxy_url", $"proxy_url is not a URL: {right}");
        else if (address.Scheme is not ("http" or "https" or "socks5" or "socks5h")) fields.Report("proxy_url", $"proxy_url has the scheme {Quote.Bare(address.Scheme)}: {right}");
        else return address;
        return null;
    }
}
