namespace LoadProbe.Definitions;

/// <summary>Addresses of steps: URLs, and <c>host:port</c> for dials.</summary>
internal static class Urls
{
    /// <summary>A path on the target, or a whole http or https URL; also a ws or wss one where <paramref name="webSocket"/> says so.</summary>
    public static Template? Read(Node node, string what, Target? target, Scope scope, bool webSocket = false)
    {
        if (scope.Template(node, what) is not { } url) return null;
        string start = url.Parts.Count == 0 ? "" : url.Parts[0].Kind == TemplatePartKind.Text ? url.Parts[0].Value : "${";
        bool whole = start.StartsWith("http://", StringComparison.Ordinal) || start.StartsWith("https://", StringComparison.Ordinal)
            || (webSocket && (start.StartsWith("ws://", StringComparison.Ordinal) || start.StartsWith("wss://", StringComparison.Ordinal)));
        bool path = start.StartsWith('/') && !start.StartsWith("//", StringComparison.Ordinal);
        string right = webSocket ? "write a path such as /ws/quotes or a whole ws or wss URL" : "write a path such as /api/quotes or a whole http or https URL";
        string? fault = null;
        if (!whole && !path && start != "${") fault = $"{what} {Quote.Of(url.Source)} is not a URL: {right}";
        else if (url.Parts.Any(p => p.Kind == TemplatePartKind.Text && p.Value.Any(c => c <= ' ' || c == '\x7f'))) fault = $"{what} {Quote.Of(url.Source)} has a blank in it: write %20";
        else if (whole && url.IsConstant && !(Uri.TryCreate(start, UriKind.Absolute, out Uri? address) && address.Host.Length > 0)) fault = $"{what} {Quote.Of(url.Source)} is not a URL: {right}";
        else if (whole && url.IsConstant && new Uri(start).UserInfo.Length > 0) fault = $"{what} holds a user name or password: send it in a header, as ${{secret:env:NAME}}";
        else if (path && target is { Address.Scheme: not ("http" or "https") }) fault = $"{what} {Quote.Of(url.Source)} is a path, and target {Quote.Bare(target.Name)} is {target.Address.Scheme}, not http: write a whole URL";
        if (fault is null) return url;
        scope.Mistakes.Add(node.At, fault);
        return null;
    }

    /// <summary><c>host:port</c>, checked where it is not left to a variable.</summary>
    public static Template? HostAndPort(Node node, string what, Scope scope)
    {
        if (scope.Template(node, what) is not { } address) return null;
        if (!address.IsConstant) return address;
        int colon = address.Source.LastIndexOf(':');
        bool good = colon > 0 && ushort.TryParse(address.Source.AsSpan(colon + 1), out ushort port) && port > 0 && IsHost(address.Source[..colon]);
        if (!good) scope.Mistakes.Add(node.At, $"{what} {Quote.Of(address.Source)} is not host:port: write for instance db.example.com:5432");
        return good ? address : null;
    }

    /// <summary>A name, an IPv4 address or an IPv6 address in brackets.</summary>
    public static bool IsHost(string text) => Uri.CheckHostName(text) switch
    {
        UriHostNameType.Dns or UriHostNameType.IPv4 => true,
        UriHostNameType.IPv6 => text.StartsWith('['),
        _ => false,
    };
}
