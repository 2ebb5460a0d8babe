using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LoadProbe.DemoBroker;

/// <summary>Another service of the brokerage, over HTTP.</summary>
internal sealed class Backend(string name, Uri address, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Name => name;

    /// <summary>Sends a request, with the mark of the one that causes it, and waits for the whole answer, 30 s at most.</summary>
    public async Task<BackendAnswer> SendAsync(
        HttpMethod method, string path, object? body, Mark? mark, CancellationToken token, TimeSpan? patience = null, StringValues key = default)
    {
        using var late = new CancellationTokenSource(patience ?? Patience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: BrokerJson.Options);
        mark?.WriteTo(request.Headers);
        if (key.Count > 0)
            request.Headers.TryAddWithoutValidation(OrderKey.Header, (IEnumerable<string?>)key);
        try
        {
            using var response = await client.SendAsync(request, ending.Token);
            var status = (int)response.StatusCode;
            return status < StatusCodes.Status500InternalServerError || status == StatusCodes.Status503ServiceUnavailable
                ? new BackendAnswer(status, await response.Content.ReadAsByteArrayAsync(ending.Token))
                : new BackendAnswer(StatusCodes.Status502BadGateway, default, $"{Name}: answered {status}");
        }
        catch (HttpRequestException e)
        {
            return new BackendAnswer(StatusCodes.Status502BadGateway, default, $"{Name}: {e.Message}");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !token.IsCancellationRequested)
        {
            return new BackendAnswer(StatusCodes.Status504GatewayTimeout, default, $"{Name}: no answer in time");
        }
    }

    public Task<BackendAnswer> GetAsync(string path, Mark? mark, CancellationToken token) => SendAsync(HttpMethod.Get, path, null, mark, token);

    public void Dispose() => client.Dispose();
}
