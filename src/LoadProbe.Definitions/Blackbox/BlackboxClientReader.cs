namespace LoadProbe.Definitions;

/// <summary>What Prometheus' programs have in common about HTTP.</summary>
internal static class BlackboxClientReader
{
    public static BlackboxHttpClient Read(BlackboxFields fields)
    {
        fields.AtMostOne("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file");
        return new BlackboxHttpClient
        {
            BasicAuth = fields.Section("basic_auth", BlackboxKeys.BasicAuth) is { } user ? BasicAuth(user) : null,
            Authorization = Authorization(fields),
            OAuth2 = fields.Section("oauth2", BlackboxKeys.OAuth2) is { } oauth ? BlackboxOAuth2Reader.Read(oauth) : null,
            Tls = BlackboxTlsReader.Read(fields),
            FollowRedirects = fields.Flag("follow_redirects") ?? true,
            EnableHttp2 = fields.Flag("enable_http2") ?? true,
            Proxy = BlackboxProxyReader.Read(fields),
            Headers = BlackboxHeaderReader.ReadLists(fields, "http_headers"),
        };
    }

    private static BlackboxBasicAuth BasicAuth(BlackboxFields fields)
    {
        fields.Refuse(BlackboxTlsReader.NoManager, "username_ref", "password_ref");
        fields.AtMostOne("username", "username_file");
        fields.AtMostOne("password", "password_file");
        return new BlackboxBasicAuth(fields.Text("username"), fields.Text("username_file"), BlackboxTlsReader.Secret(fields, "password", "password_file"));
    }

    private static BlackboxAuthorization? Authorization(BlackboxFields parent)
    {
        const string bearer = "Bearer";
        if (BlackboxTlsReader.Secret(parent, "bearer_token", "bearer_token_file") is { } token) return new BlackboxAuthorization(bearer, token);
        if (parent.Section("authorization", BlackboxKeys.Authorization) is not { } fields) return null;
        fields.Refuse(BlackboxTlsReader.NoManager, "credentials_ref");
        fields.AtMostOne("credentials", "credentials_file");
        string type = fields.Text("type")?.Trim() is { Length: > 0 } word ? word : bearer;
        if (type.Equals("basic", StringComparison.OrdinalIgnoreCase)) fields.Report("type", "the type basic has a key of its own: write basic_auth instead of authorization");
        return new BlackboxAuthorization(type, BlackboxTlsReader.Secret(fields, "credentials", "credentials_file"));
    }
}
