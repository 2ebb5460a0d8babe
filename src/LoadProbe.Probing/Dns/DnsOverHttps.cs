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
        var request = new HttpRequest("GET", With(url, question), Version, [.. connections.Marked([("Accept", MediaType), ("User-Agent", RequestForm.UserAgent)], effect)], null);
        (SideAnswer? said, Fault? fault) = await SideRequest.AskAsync(connections, request, time, deadline).ConfigureAwait(false);
        if (said is null) return (null, fault);
        if (said.Status != (int)HttpStatusCode.OK) return (null, new Fault(Outcome.StatusMismatch, $"status {said.Status}, expected 200"));
        if (said.Type is null || !said.Type.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase)) return (null, new Fault(Outcome.ProtocolError, $"the answer's Content-Type is {said.Type ?? "absent"}, expected {MediaType}"));
        return DnsAnswer.Read(said.Body) is { IsAnswer: true } answer ? (answer, null) : (null, new Fault(Outcome.ProtocolError, $"the {said.Body.Length} bytes of the answer are no answer of a name server"));
    }

    private static Uri With(Uri url, byte[] question)
    {
        string asked = $"dns={Convert.ToBase64String(question).TrimEnd('=').Replace('+', '-').Replace('/', '_')}";
        return new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query}&{asked}" : asked }.Uri;
    }
}
