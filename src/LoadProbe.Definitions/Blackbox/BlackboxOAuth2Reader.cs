using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>How a token is had from another server.</summary>
internal static class BlackboxOAuth2Reader
{
    private static readonly string[] Grants = [BlackboxOAuth2.ClientCredentials, BlackboxOAuth2.JwtBearer];
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512"];

    public static BlackboxOAuth2 Read(BlackboxFields fields)
    {
        fields.Refuse(BlackboxTlsReader.NoManager, "client_secret_ref", "client_certificate_key_ref");
        fields.AtMostOne("client_secret", "client_secret_file");
        fields.AtMostOne("client_certificate_key", "client_certificate_key_file");
        foreach (string needed in new[] { "client_id", "token_url" }.Where(k => !fields.Has(k)))
            fields.Mistakes.Add(fields.At, $"oauth2 has no {needed}: write for instance {(needed == "client_id" ? "client_id: prober" : "token_url: https://login.example.com/oauth2/token")}");
        return new BlackboxOAuth2
        {
            ClientId = fields.Text("client_id") ?? "",
            TokenUrl = TokenUrl(fields),
            GrantType = Word(fields, "grant_type", Grants),
            ClientSecret = BlackboxTlsReader.Secret(fields, "client_secret", "client_secret_file"),
            Scopes = fields.Texts("scopes"),
            EndpointParams = [.. fields.Map("endpoint_params").Select(p => KeyValuePair.Create(p.Name.Text, BlackboxSecret.Of(p.Value)))],
            CertificateKey = BlackboxTlsReader.Secret(fields, "client_certificate_key", "client_certificate_key_file"),
            CertificateKeyId = fields.Text("client_certificate_key_id"),
            SignatureAlgorithm = Word(fields, "signature_algorithm", Algorithms),
            Issuer = fields.Text("iss"),
            Audience = fields.Text("audience"),
            Claims = Claims(fields),
            Tls = BlackboxTlsReader.Read(fields),
            Proxy = BlackboxProxyReader.Read(fields),
        };
    }

    private static string TokenUrl(BlackboxFields fields)
    {
        if (fields.Text("token_url") is not { } text) return "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https")) fields.Report("token_url", "token_url is not a URL: write for instance https://login.example.com/oauth2/token");
        return text;
    }

    // The first is what is meant when nothing is said.
    private static string Word(BlackboxFields fields, string key, string[] words)
    {
        if (fields.Text(key) is not { } text) return words[0];
        if (!words.Contains(text)) fields.Report(key, $"{key} {Quote.Of(text)} is not known: {Spelling.Hint(text, words)}it is one of {string.Join(", ", words)}");
        return text;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Claims(BlackboxFields fields)
    {
        var claims = new List<KeyValuePair<string, string>>();
        foreach ((TextNode name, Node value) in fields.Entries("claims"))
        {
            if (value is not TextNode text) fields.Mistakes.Add(value.At, $"the claim {Quote.Bare(name.Text)} is {value.Shape}: only single values are supported, a text, a number, true or false");
            else claims.Add(new(name.Text, Json(text)));
        }

        return claims;
    }

    private static string Json(TextNode value)
    {
        if (value.IsNull) return "null";
        if (value is { IsPlain: true, Text: "true" or "false" }) return value.Text;
        if (value.IsPlain && long.TryParse(value.Text, System.Globalization.CultureInfo.InvariantCulture, out long number)) return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"\"{JsonEncodedText.Encode(value.Text)}\"";
    }
}
