namespace LoadProbe.Definitions;

/// <summary>Who a request says that it is from.</summary>
internal static class AuthReader
{
    public static HttpAuth? Read(Node? node, IReadOnlyList<Header> headers, Scope scope)
    {
        if (node is null) return null;
        Fields fields = Fields.Of(node, "auth", AuthKeys.Auth, scope.Mistakes);
        if (headers.Any(h => h.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))) scope.Mistakes.Add(node.At, "auth and the header Authorization say the same: keep one");
        string[] kinds = [.. AuthKeys.Auth.OneOf.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            fields.Report(kinds.Length == 0 ? $"auth says nothing: write one of {string.Join(", ", AuthKeys.Auth.OneOf)}" : $"auth has {string.Join(" and ", kinds)}: keep one");
            return null;
        }

        return kinds[0] switch
        {
            "basic" => Basic(Fields.Of(fields["basic"]!, "basic", AuthKeys.Basic, scope.Mistakes), scope),
            "bearer" => Hidden(fields, "bearer", scope) is { } token ? new BearerAuth(token) : null,
            _ => OAuth2(Fields.Of(fields["oauth2"]!, "oauth2", AuthKeys.OAuth2, scope.Mistakes), scope),
        };
    }

    private static BasicAuth? Basic(Fields fields, Scope scope)
    {
        bool isWhole = fields.Needs("user", "user: probe") & fields.Needs("password", "password: \"${secret:env:NAME}\"");
        if (!isWhole || scope.Template(fields["user"]!, "user") is not { } user || Hidden(fields, "password", scope) is not { } password) return null;
        return new BasicAuth(user, password);
    }

    private static ClientCredentials? OAuth2(Fields fields, Scope scope)
    {
        bool isWhole = fields.Needs("token_url", "token_url: https://login.example.com/oauth2/token") & fields.Needs("client_id", "client_id: probe") & fields.Needs("client_secret", "client_secret: \"${secret:env:NAME}\"");
        if (!isWhole || fields.Text("token_url") is not { } text) return null;
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
        if (!isUrl) scope.Mistakes.Add(fields["token_url"]!.At, $"token_url {Quote.Of(text)} is not a URL: write for instance https://login.example.com/oauth2/token");
        Template? id = SecretText.Read(fields, "client_id", "a token"), secret = SecretText.Hidden(fields, "client_secret", SecretText.Read(fields, "client_secret", "a token"), "client_secret");
        string[] scopes = [.. fields.Items("scopes").Select(s => Scalars.Text(s, "scopes", scope.Mistakes)).OfType<string>()];
        if (!isUrl || id is null || secret is null) return null;
        return new ClientCredentials { TokenUrl = url!, ClientId = id, ClientSecret = secret, Scopes = scopes, Audience = fields.Text("audience") };
    }

    private static Template? Hidden(Fields fields, string key, Scope scope)
    {
        Template? template = SecretText.Hidden(fields, key, scope.Template(fields[key]!, key), key);
        return template is { IsConstant: true } ? null : template;
    }
}
