using System.Net;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>Gets the token of a module's <c>oauth2</c>, anew at each probe.</summary>
internal static class BlackboxToken
{
    private const int MostBytes = 1 << 20;

    /// <summary>The value of the Authorization field; null after saying why there is none.</summary>
    public static async Task<string?> ReadAsync(BlackboxCall call, BlackboxOAuth2 oauth, CancellationToken token)
    {
        var fields = new List<KeyValuePair<string, string>> { new("grant_type", oauth.GrantType) };
        if (oauth.Scopes.Count > 0) fields.Add(new("scope", string.Join(' ', oauth.Scopes)));
        foreach ((string name, BlackboxSecret value) in oauth.EndpointParams) fields.Add(new(name, value.Read(call.Secrets) ?? ""));
        string? who = null;
        if (oauth.GrantType == BlackboxOAuth2.JwtBearer)
        {
            if (BlackboxAssertion.Of(call, oauth) is not { } assertion) return null;
            fields.Add(new("assertion", assertion));
        }
        else
        {
            string secret = oauth.ClientSecret?.Read(call.Secrets) ?? "";
            if (secret.Length == 0 && oauth.ClientSecret?.File is { } file) return No(call, $"the file {file} of client_secret is not to be had");
            who = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(oauth.ClientId)}:{Uri.EscapeDataString(secret)}"));
        }

        using BlackboxTlsClient? tls = BlackboxTlsClient.Create(call, oauth.Tls, _ => { });
        if (tls is null || !Uri.TryCreate(oauth.TokenUrl, UriKind.Absolute, out Uri? url)) return null;
        var client = new BlackboxHttpClient { Tls = oauth.Tls, Proxy = oauth.Proxy };
        using var hop = new BlackboxHop(call, client, tls, null, new BlackboxTrace(call.Time) { IsSecure = url.Scheme == Uri.UriSchemeHttps });
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        if (who is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Basic {who}");
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        using HttpResponseMessage? answer = await hop.SendAsync(message, false, oauth.Tls.ServerName ?? url.IdnHost, token).ConfigureAwait(false);
        return answer is null ? No(call, $"{url.Authority} gave no answer") : await TakeAsync(call, url, answer, token).ConfigureAwait(false);
    }

    private static async Task<string?> TakeAsync(BlackboxCall call, Uri url, HttpResponseMessage answer, CancellationToken token)
    {
        if (answer.StatusCode != HttpStatusCode.OK) return No(call, $"{url.Authority} answered {(int)answer.StatusCode}");
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostBytes, token).ConfigureAwait(false);
            using JsonDocument said = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false));
            if (said.RootElement.ValueKind != JsonValueKind.Object || !said.RootElement.TryGetProperty("access_token", out JsonElement access) || access.GetString() is not { Length: > 0 } word) return No(call, $"{url.Authority} gave no access_token");
            string type = said.RootElement.TryGetProperty("token_type", out JsonElement named) ? named.GetString() ?? "" : "";
            return $"{(type.Length == 0 || type.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer" : type)} {word}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            return No(call, $"{url.Authority} gave no token: {e.Message}");
        }
    }

    private static string? No(BlackboxCall call, string why)
    {
        call.Fail($"No token of oauth2: {why}");
        return null;
    }
}
