using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Cli;

/// <summary>Calls the API of a controller or of an agent.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="url">The controller or the agent.</param>
    /// <param name="key">A key or token; null = none.</param>
    /// <param name="authorities">Whose certificates are believed, instead of the system's.</param>
    /// <param name="patience">How long the head of an answer may take.</param>
    public ApiClient(Uri url, string? key, X509Certificate2Collection? authorities, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        _http = new HttpClient(handler) { BaseAddress = url, Timeout = patience };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, CancellationToken token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, token);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(token));
    }

    /// <summary>Copies an answer as it comes, however long it is.</summary>
    /// <param name="open">Where to; not called when it is refused.</param>
    /// <param name="headed">Is shown its headers when all of it is there.</param>
    /// <returns>Why it was refused; null = all of it is there.</returns>
    public async Task<Answer?> CopyAsync(string path, Func<Stream> open, Action<HttpResponseHeaders> headed, CancellationToken token)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, token);
        if (!response.IsSuccessStatusCode) return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(token));
        await using Stream to = open();
        await response.Content.CopyToAsync(to, token);
        headed(response.Headers);
        return null;
    }

    public Task<Answer> GetAsync(string path, CancellationToken token) => SendAsync(HttpMethod.Get, path, token);

    public void Dispose() => _http.Dispose();
}
