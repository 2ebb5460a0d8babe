using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>One HTTP step: requests (redirects followed hop by hop), the answer read to its end, expectations checked.</summary>
internal sealed class HttpDial(HttpConnections connections, Target target, CookieContainer cookies, bool withTcpInfo, TimeProvider time)
{
    private const int KeepAtMost = 8 << 20;
    private const long ReadAtMost = 256 << 20;

    /// <summary>Of the last answer that was read to its end.</summary>
    public HttpVisit Last { get; private set; }

    public async Task<StepResult> RunAsync(HttpStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        long start = time.GetTimestamp();
        var figures = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero, BytesSent = 0, BytesReceived = 0 };
        if (!Uri.TryCreate(target.Address, step.Url.Resolve(variables), out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            return figures with { Outcome = Outcome.AgentFault, Detail = variables.Redact($"\"{step.Url}\" did not become an http address") };
        }

        string method = step.Method;
        HttpBody? body = step.Body;
        for (int hop = 0; ; hop++)
        {
            var clock = new RequestClock(time);
            using HttpRequestMessage request = Request(step, method, url, body, variables);
            HttpResponseMessage? response = null;
            try
            {
                response = await connections.SendAsync(request, clock, deadline.Token).ConfigureAwait(false);
                using var kept = new ArrayBuffer();
                long total = await ReadAsync(response, kept, deadline.Token).ConfigureAwait(false);
                long end = time.GetTimestamp();
                figures = Told(figures, clock, response, end, time.GetElapsedTime(start, end), started);
                Last = new HttpVisit(hop, response.Content.Headers.ContentLength ?? -1, total, url.Scheme == "https", response.Content.Headers.LastModified);
                CookieCollection set = Remember(url, response);
                if (hop < step.Redirects && Location(url, response) is { } next)
                {
                    (method, body) = Redirected(method, body, response.StatusCode);
                    url = next;
                    continue;
                }

                using var answer = new HttpAnswer(response, kept.Written, set);
                Fault? fault = HttpChecks.Check(step, answer, variables) ?? HttpChecks.Take(step, answer, variables);
                if (fault is null && figures.Duration > step.Within) fault = new Fault(Outcome.TooSlow, $"took {Durations.Text(figures.Duration)}, expected within {Durations.Text(step.Within.Value)}");
                return fault is { } f ? figures with { Outcome = f.Outcome, Detail = variables.Redact(f.Detail) } : figures;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException)
            {
                long end = time.GetTimestamp();
                Fault fault = e is InvalidDataException ? new Fault(Outcome.TooLarge, e.Message) : Fault.Of(e, clock.Stage, deadline);
                figures = Told(figures, clock, response, end, time.GetElapsedTime(start, end), started);
                return figures with { Outcome = fault.Outcome, Detail = variables.Redact($"{fault.Detail} ({method} {url.GetLeftPart(UriPartial.Path)})") };
            }
            finally
            {
                response?.Dispose();
            }
        }
    }

    private HttpRequestMessage Request(HttpStep step, string method, Uri url, HttpBody? body, Variables variables)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(method), url) { Version = step.Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Content.Resolve(variables)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(body.ContentType);
        }

        foreach (Header header in step.Headers)
        {
            string value = header.Value.Resolve(variables);
            if (request.Headers.TryAddWithoutValidation(header.Name, value)) continue;
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(header.Name);
            request.Content.Headers.TryAddWithoutValidation(header.Name, value);
        }

        if (!request.Headers.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", "LoadProbe/0.1");
        string cookie = cookies.GetCookieHeader(url);
        if (cookie.Length > 0) request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return request;
    }

    private static async Task<long> ReadAsync(HttpResponseMessage response, ArrayBuffer kept, CancellationToken token)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            long total = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer, token).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > ReadAtMost) throw new InvalidDataException($"the answer is longer than {ReadAtMost >> 20} MB");
                kept.Append(buffer.AsSpan(0, (int)Math.Min(read, Math.Max(0, KeepAtMost - kept.Length))));
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private StepResult Told(StepResult so, RequestClock clock, HttpResponseMessage? response, long end, TimeSpan duration, DateTimeOffset started)
    {
        ConnectionMeter? connection = clock.Used ?? clock.Made;
        return so with
        {
            Duration = duration,
            Phases = so.Phases + clock.Phases(end),
            Status = response is null ? so.Status : (int)response.StatusCode,
            HttpVersion = response is null ? so.HttpVersion : Versions.Name(response.Version),
            Remote = connection?.Remote ?? so.Remote,
            BytesSent = so.BytesSent + (clock.Used is null ? 0 : Math.Max(0, clock.SentTo - clock.SentFrom)),
            BytesReceived = so.BytesReceived + (clock.Used is null ? 0 : clock.ReceivedTo - clock.ReceivedFrom),
            Tls = connection?.Tls ?? so.Tls,
            Tcp = withTcpInfo ? clock.Used?.ReadTcpInfo() : null,
            Connection = clock.Used is { Local: { } local, Remote: { } remote } && clock.LastWrite != 0
                ? new ConnectionUse(local, remote, clock.SentFrom, clock.SentTo, clock.ReceivedFrom, clock.ReceivedTo, started, started + duration)
                : so.Connection,
        };
    }

    private CookieCollection Remember(Uri url, HttpResponseMessage response)
    {
        var all = new CookieContainer();
        if (!response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? values)) return [];
        foreach (string value in values)
        {
            try
            {
                cookies.SetCookies(url, value);
                all.SetCookies(url, value);
            }
            catch (CookieException)
            {
                // A cookie that cannot be read is one a browser would ignore too.
            }
        }

        return all.GetAllCookies();
    }

    private static Uri? Location(Uri url, HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location ? new Uri(url, location) : null;

    // As browsers do: 303 always, 301 and 302 after a POST, become a GET without a body.
    private static (string Method, HttpBody? Body) Redirected(string method, HttpBody? body, HttpStatusCode status) =>
        status == HttpStatusCode.SeeOther || (method == "POST" && status is HttpStatusCode.Moved or HttpStatusCode.Found) ? ("GET", null) : (method, body);
}
