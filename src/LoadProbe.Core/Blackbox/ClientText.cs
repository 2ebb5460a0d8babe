namespace LoadProbe.Core;

/// <summary>The parts of the configuration's text that are of Prometheus' common client.</summary>
internal static class ClientText
{
    public static ConfigLines Of(BlackboxTls tls)
    {
        var lines = new ConfigLines();
        if (tls == new BlackboxTls()) return lines;
        lines.Text("ca", tls.Authority);
        lines.Text("cert", tls.Certificate);
        if (tls.Key is { File: null }) lines.Text("key", BlackboxSecret.Shown);
        lines.Text("ca_file", tls.AuthorityFile);
        lines.Text("cert_file", tls.CertificateFile);
        lines.Text("key_file", tls.Key?.File);
        lines.Text("server_name", tls.ServerName);
        lines.Always("insecure_skip_verify", tls.InsecureSkipVerify ? "true" : "false");
        lines.Text("min_version", tls.MinVersion?.ToString().ToUpperInvariant());
        lines.Text("max_version", tls.MaxVersion?.ToString().ToUpperInvariant());
        return lines;
    }

    public static ConfigLines Of(BlackboxHttpClient client)
    {
        var lines = new ConfigLines();
        Write(client, lines);
        return client == BlackboxHttpClient.NotWritten ? new ConfigLines() : lines;
    }

    public static void Write(BlackboxHttpClient client, ConfigLines lines)
    {
        if (client.BasicAuth is { } user)
        {
            var inner = new ConfigLines();
            inner.Always("username", ConfigScalar.Of(user.User ?? ""));
            inner.Text("username_file", user.UserFile);
            inner.Secret("password", "password_file", user.Password);
            lines.Part("basic_auth", inner);
        }

        if (client.Authorization is { } authorization)
        {
            var inner = new ConfigLines();
            inner.Text("type", authorization.Type);
            inner.Secret("credentials", "credentials_file", authorization.Credentials);
            lines.Part("authorization", inner);
        }

        if (client.OAuth2 is { } oauth) lines.Part("oauth2", Of(oauth));
        lines.Part("tls_config", Of(client.Tls));
        lines.Always("follow_redirects", client.FollowRedirects ? "true" : "false");
        lines.Always("enable_http2", client.EnableHttp2 ? "true" : "false");
        Write(client.Proxy, lines);
        lines.Part("http_headers", Of(client.Headers));
    }

    public static ConfigLines Of(IReadOnlyList<BlackboxClientHeader> headers)
    {
        var lines = new ConfigLines();
        foreach (BlackboxClientHeader header in headers.OrderBy(h => h.Name, ConfigKeys.Order))
        {
            var inner = new ConfigLines();
            inner.Texts("values", header.Values.Select(v => v.ToString()));
            inner.Texts("secrets", header.Secrets.Select(v => v.ToString()));
            inner.Texts("files", header.Files.Select(v => v.ToString()));
            if (inner.Any) lines.Part(header.Name, inner);
            else lines.Always(header.Name, "{}");
        }

        return lines;
    }

    private static ConfigLines Of(BlackboxOAuth2 oauth)
    {
        var lines = new ConfigLines();
        lines.Always("client_id", ConfigScalar.Of(oauth.ClientId));
        lines.Always("client_secret", oauth.ClientSecret is { File: null } ? BlackboxSecret.Shown : "null");
        lines.Always("client_secret_file", ConfigScalar.Of(oauth.ClientSecret?.File ?? ""));
        lines.Text("client_certificate_key_id", oauth.CertificateKeyId);
        lines.Secret("client_certificate_key", "client_certificate_key_file", oauth.CertificateKey);
        if (oauth.GrantType == BlackboxOAuth2.JwtBearer)
        {
            lines.Text("grant_type", oauth.GrantType);
            lines.Text("signature_algorithm", oauth.SignatureAlgorithm);
        }

        lines.Text("iss", oauth.Issuer);
        lines.Text("audience", oauth.Audience);
        var claims = new ConfigLines();
        foreach ((string name, string json) in oauth.Claims.OrderBy(c => c.Key, ConfigKeys.Order)) claims.Always(name, json);
        lines.Part("claims", claims);
        lines.Texts("scopes", oauth.Scopes);
        lines.Always("token_url", ConfigScalar.Of(oauth.TokenUrl));
        lines.Map("endpoint_params", oauth.EndpointParams.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())));
        lines.Part("tls_config", Of(oauth.Tls));
        Write(oauth.Proxy, lines);
        return lines;
    }

    private static void Write(BlackboxProxy proxy, ConfigLines lines)
    {
        lines.Text("proxy_url", proxy.Shown);
        lines.Text("no_proxy", proxy.Except);
        lines.Flag("proxy_from_environment", proxy.FromEnvironment);
        lines.Lists("proxy_connect_header", proxy.ConnectHeaders);
    }
}
