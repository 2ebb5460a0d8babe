namespace LoadProbe.Definitions;

/// <summary>A module of the prober http as a step.</summary>
internal static class HttpModule
{
    private static readonly string[] Usual = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    // Of any other header the value may be one.
    private static readonly HashSet<string> NoSecrets = new(["Host", "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Type", "Origin", "Referer", "User-Agent"], StringComparer.OrdinalIgnoreCase);

    public static ProbeDraft Draft(BlackboxHttpProbe http)
    {
        var draft = new ProbeDraft { Address = "https://target.example.com" };
        string method = Usual.Contains(http.Method) ? http.Method : "GET";
        draft.Unsay(method != http.Method, $"the method {http.Method}");
        draft.Step(method.ToLowerInvariant(), "/");
        if (method is "POST" or "PUT" or "PATCH" or "DELETE") draft.Step("kind", "read");
        if (Headers(draft, http) is { Count: > 0 } headers) draft.Step("headers", $"{{ {string.Join(", ", headers)} }}");
        // A header that is written goes before a token that is fetched.
        if (http.Client.OAuth2 is { } oauth2 && !http.Headers.Select(h => h.Name).Concat(http.Client.Headers.Select(h => h.Name)).Contains("Authorization", StringComparer.OrdinalIgnoreCase)) Token(draft, oauth2);
        if (http.Body is { } body) draft.Step("body", YamlText.Text(body));
        if (!http.Client.FollowRedirects) draft.Step("redirects", "0");
        Expect(draft, http);
        BlackboxImport.Tls(draft, http.Client.Tls);
        BlackboxImport.Ip(draft, http.Ip);
        Way(draft, http);
        return draft;
    }

    private static List<string> Headers(ProbeDraft draft, BlackboxHttpProbe http)
    {
        var headers = new List<string>();
        foreach (BlackboxHeader header in http.Headers) headers.Add($"{YamlText.Text(header.Name)}: {(NoSecrets.Contains(header.Name) && header.Value.File is null ? YamlText.Text(header.Value.Read(new SecretStore())!) : $"\"{draft.Secret(Variable(header.Name))}\"")}");
        foreach (string name in http.Client.Headers.Select(h => h.Name).Where(n => http.Headers.All(h => !h.Name.Equals(n, StringComparison.OrdinalIgnoreCase)))) headers.Add($"{YamlText.Text(name)}: \"{draft.Secret(Variable(name))}\"");
        if (http.Client.Authorization is { } own) headers.Add($"Authorization: \"{own.Type} {draft.Secret("AUTHORIZATION")}\"");
        if (http.Client.BasicAuth is not null) headers.Add($"Authorization: \"Basic {draft.Secret("BASIC_AUTHORIZATION")}\"");
        if (http.Compression is "gzip" or "br" or "deflate" && http.Headers.All(h => !h.Name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase))) headers.Add($"Accept-Encoding: {http.Compression}");
        return headers;
    }

    private static void Token(ProbeDraft draft, BlackboxOAuth2 oauth2)
    {
        bool isKnown = oauth2.GrantType == BlackboxOAuth2.ClientCredentials && oauth2.ClientId.Length > 0 && Uri.TryCreate(oauth2.TokenUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
        draft.Unsay(!isKnown, "oauth2 without client credentials");
        draft.Unsay(oauth2.EndpointParams.Count > 0, "endpoint_params of oauth2");
        if (!isKnown) return;
        string scopes = oauth2.Scopes.Count == 0 ? "" : $", scopes: [{string.Join(", ", oauth2.Scopes.Select(YamlText.Text))}]";
        draft.Step("auth", $"{{ oauth2: {{ token_url: {YamlText.Text(oauth2.TokenUrl)}, client_id: {YamlText.Text(oauth2.ClientId)}, client_secret: \"{draft.Secret("CLIENT_SECRET")}\"{scopes} }} }}");
    }

    private static string Variable(string header) => string.Concat(header.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    private static void Expect(ProbeDraft draft, BlackboxHttpProbe http)
    {
        draft.Expect("status", http.ValidStatusCodes.Count == 0 ? "2xx" : $"[{string.Join(", ", http.ValidStatusCodes.Where(c => c is >= 100 and <= 599))}]");
        string[] body = [.. http.FailIfBodyNotMatches.Select(p => draft.Pattern(p, found: true)), .. http.FailIfBodyMatches.Select(p => draft.Pattern(p, found: false))];
        if (body.Length > 0) draft.Expect("body", $"[{string.Join(", ", body)}]");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (BlackboxHeaderMatch match in http.FailIfHeaderNotMatches) Header(match, found: true);
        foreach (BlackboxHeaderMatch match in http.FailIfHeaderMatches) Header(match, found: false);
        if (headers.Count > 0) draft.Expect("header", $"{{ {string.Join(", ", headers.Select(h => $"{YamlText.Text(h.Key)}: {h.Value}"))} }}");
        draft.Unsay(http.FailIfSsl, "fail_if_ssl");
        draft.Unsay(http.FailIfNotSsl, "fail_if_not_ssl");
        draft.Unsay(http.ValidHttpVersions.Count > 0, "valid_http_versions");
        draft.Unsay(http.BodySizeLimit > 0, "body_size_limit");

        // A header that may be missing cannot be expected.
        void Header(BlackboxHeaderMatch match, bool found)
        {
            if (match.AllowMissing) draft.Unsay($"the header {match.Header} {(found ? "must" : "must not")} match {match.Pattern} where it is there: a header that is expected must be there");
            else if (!headers.TryAdd(match.Header, draft.Pattern(match.Pattern, found))) draft.Unsay($"a second condition on the header {match.Header}");
        }
    }

    private static void Way(ProbeDraft draft, BlackboxHttpProbe http)
    {
        BlackboxProxy proxy = http.Client.Proxy;
        if (proxy.Address is { } address && proxy.User is null) draft.Target("proxy", YamlText.Text(address.OriginalString));
        else if (proxy.Address is not null) draft.Target("proxy", $"{{ address: {YamlText.Text(proxy.Address.OriginalString)}, user: {YamlText.Text(proxy.User!)}, password: \"{draft.Secret("PROXY_PASSWORD")}\" }}");
        draft.Unsay(proxy.FromEnvironment, "proxy_from_environment");
        draft.Unsay(proxy.Except is not null, "no_proxy");
        draft.Unsay(proxy.ConnectHeaders.Count > 0, "proxy_connect_header");
        draft.Unsay(http.BodyFile is not null, "body_file");
    }
}
