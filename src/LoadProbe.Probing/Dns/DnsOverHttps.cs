using System.Net;

namespace LoadProbe.Probing;

/// <summary>A question to a name server by HTTP (RFC 8484): a GET over HTTP/2, over the customer's own connections.</summary>
internal sealed class DnsOverHttps(HttpConnections connections, TimeProvider time)
{
    private const string MediaType = "application/dns-message";

    private static readonly Version Version = new(2, 0);

    /// <summary>The answer, or why there is none that can be read.</summary>
    public async Task<(DnsAnswer? Answer, Fault? Fault)> AskAsync(Uri url, byte[] question, StepEffect effect, Deadline deadline)
    {
        RequestClock clock = connections.Clock;
        using var kept = new AnswerBuffer();
        HttpAnswer? answer = null;
        clock.Start(time.GetTimestamp(), shared: true);
        try
        {
            var request = new HttpRequest("GET", With(url, question), Version, [.. connections.Marked([("Accept", MediaType), ("User-Agent", RequestForm.UserAgent)], effect)], null);
            do answer = await connections.SendAsync(request, deadline.Token).ConfigureAwait(false);
            while (answer is null);
            if (connections.Refusal(url, answer.Status) is { } refusal) return (null, new Fault(refusal.Outcome, refusal.Message));
            connections.Hear(answer);
            if (answer.Status != (int)HttpStatusCode.OK) return (null, new Fault(Outcome.StatusMismatch, $"status {answer.Status}, expected 200"));
            string? type = answer.Value("Content-Type");
            if (type is null || !type.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase)) return (null, new Fault(Outcome.ProtocolError, $"the answer's Content-Type is {type ?? "absent"}, expected {MediaType}"));
            while (await answer.Body.ReadAsync(kept.Free(), deadline.Token).ConfigureAwait(false) is > 0 and int read) kept.Add(read);
            return DnsAnswer.Read(kept.Kept.Span) is { IsAnswer: true } whole ? (whole, null) : (null, new Fault(Outcome.ProtocolError, $"the {kept.Total} bytes of the answer are no answer of a name server"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (clock.Used is null) connections.Renew();
            return (null, e is AnswerTooLongException ? new Fault(Outcome.TooLarge, e.Message) : Fault.Of(e, clock.Stage, deadline));
        }
        finally
        {
            answer?.Dispose();
        }
    }

    private static Uri With(Uri url, byte[] question)
    {
        string asked = $"dns={Convert.ToBase64String(question).TrimEnd('=').Replace('+', '-').Replace('/', '_')}";
        return new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query}&{asked}" : asked }.Uri;
    }
}
