using System.Net.Http.Headers;

namespace LoadProbe.Controller;

/// <summary>Asks a Prometheus over its HTTP API. Whatever comes of it is an answer, and a bad one is not asked for twice.</summary>
internal sealed class PrometheusApi(ISecretStore secrets, TimeProvider time) : IDisposable
{
    private const int MostBytes = 1 << 20;

    private readonly HttpClient _http = OutwardHttp.Create(MostBytes);

    public void Dispose() => _http.Dispose();

    /// <summary>Asks once, and waits as long as the query says.</summary>
    public async Task<QueryAnswer> AskAsync(PrometheusQuery query, CancellationToken stop)
    {
        var variables = new Variables(secrets);
        if (Token(query, variables, out string? lack) is var token && lack is not null) return QueryAnswer.Unasked($"guard {query.Name}: {lack}");
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(query));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var late = new CancellationTokenSource(query.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        string fault;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            QueryAnswer answer = QueryAnswerJson.Read((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false));
            if (answer.Fault is null) return answer;
            fault = $"answered {variables.Redact(answer.Fault)}";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            fault = $"did not answer within {Durations.Text(query.Patience)}";
        }
        catch (HttpRequestException e)
        {
            fault = e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded ? $"answered with more than {MostBytes} bytes" : $"does not answer: {variables.Redact(e.Message)}";
        }

        return QueryAnswer.Failed($"Prometheus {query.Server} {fault}");
    }

    private static Uri Url(PrometheusQuery query) => new($"{query.Server.AbsoluteUri.TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(query.Query)}");

    // Read each time, so that a token that was renewed is the one that is shown.
    private string? Token(PrometheusQuery query, Variables variables, out string? lack)
    {
        lack = Secrets.Lack(secrets, query.Bearer);
        if (query.Bearer is not { } bearer || lack is not null) return null;
        string token = bearer.Resolve(variables);
        if (token.All(c => c is > ' ' and <= '~')) return token;
        lack = $"bearer {bearer.Source} is no token: it has a space, a line break or a letter beyond ASCII in it";
        return null;
    }
}
