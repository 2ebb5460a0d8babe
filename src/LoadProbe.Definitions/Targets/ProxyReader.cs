namespace LoadProbe.Definitions;

/// <summary>A target's proxy: its address, or a mapping that also says who we are to it.</summary>
internal static class ProxyReader
{
    public static Proxy? Read(Node node, Mistakes mistakes)
    {
        if (node is TextNode plain) return Scalars.Text(plain, "proxy", mistakes) is { } text && Address(text, plain.At, mistakes) is { } bare ? new Proxy(bare) : null;
        Fields fields = Fields.Of(node, "proxy", TargetKeys.Proxy, mistakes);
        Uri? address = fields.Needs("address", "address: http://proxy.example.com:3128") && fields.Text("address") is { } url ? Address(url, fields["address"]!.At, mistakes) : null;
        Template? user = SecretText.Read(fields, "user", "a proxy"), password = SecretText.Hidden(fields, "password", SecretText.Read(fields, "password", "a proxy"), "the proxy's password");
        if (fields.Has("user") != fields.Has("password")) fields.Report($"the proxy has a {(fields.Has("user") ? "user and no password" : "password and no user")}: write both or neither");
        return address is null ? null : new Proxy(address, user, password);
    }

    private static Uri? Address(string text, Place at, Mistakes mistakes)
    {
        const string right = "write for instance http://proxy.example.com:3128 or socks5://proxy.example.com:1080";
        string fault;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Host.Length == 0) fault = $"proxy {Quote.Of(text)} is not a URL: {right}";
        else if (address.UserInfo.Length > 0) fault = "the proxy's address holds a user name or password: write user and password beside it, as ${secret:env:NAME}";
        else if (address.Scheme is not ("http" or "socks5")) fault = $"proxy {Quote.Of(text)} has the scheme {Quote.Bare(address.Scheme)}: {right}";
        else if (address.Port < 1) fault = $"proxy {Quote.Of(text)} has no port: {right}";
        else if (address.PathAndQuery is not ("/" or "") || address.Fragment.Length > 0) fault = $"proxy {Quote.Of(text)} has a path: end it after the host and port";
        else return address;
        mistakes.Add(at, fault);
        return null;
    }
}
