using System.Net;
using System.Net.Http.Headers;

namespace LoadProbe.Controller;

/// <summary>Sends a JSON document over HTTP, once.</summary>
internal sealed class Posting(TimeProvider time) : IDisposable
{
    /// <summary>How long a receiver may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostRead = 2_000, MostBytes = 1 << 16;

    // What says that the document is at fault, and would be again.
    private static readonly HttpStatusCode[] Final = [HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnprocessableEntity];

    private readonly HttpClient _http = OutwardHttp.Create(MostBytes);

    public void Dispose() => _http.Dispose();

    /// <param name="method">With a document.</param>
    /// <param name="url">Where to.</param>
    /// <param name="headers">Besides those of the document.</param>
    /// <param name="json">The document.</param>
    /// <param name="variables">Whose secrets are hidden in what is said of a fault.</param>
    public async Task<Delivery> SendAsync(HttpMethod method, Uri url, IEnumerable<(string Name, string Value)> headers, byte[] json, Variables variables, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, url) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) return Delivery.Failed($"header {name} has a value that no header can have");
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return Delivery.Done;
            string said = await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false);
            string fault = variables.Redact($"answered {(int)response.StatusCode}: {OneLine.Of(said.Length > MostRead ? said[..MostRead] : said)}");
            return Final.Contains(response.StatusCode) ? Delivery.Refused(fault) : Delivery.Failed(fault);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Delivery.Failed($"did not answer within {Durations.Text(Patience)}");
        }
        catch (HttpRequestException e)
        {
            return Delivery.Failed($"does not answer: {variables.Redact(e.Message)}");
        }
    }
}
