using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>
/// One HTTP step of one customer: requests (redirects followed hop by hop), the answer read to its end, expectations
/// checked. Dialled and pressed alike; what came of it stands here until the next step, and nothing is allocated for
/// what nobody asks.
/// </summary>
internal sealed class HttpDial(HttpConnections connections, bool withTcpInfo, TimeProvider time) : IDisposable
{
    private readonly AnswerBuffer _kept = new();
    private readonly Answer _answer = new();
    private CookieJar? _cookies;
    private ConnectionMeter? _connection;
    private Version? _version;
    private TcpInfo? _tcp;
    private List<Redirect>? _redirects;

    public Outcome Outcome { get; private set; }

    /// <summary>What was expected and what was there; null when all is well, or nobody wanted to know.</summary>
    public string? Detail { get; private set; }

    public TimeSpan Duration { get; private set; }

    /// <summary>When it began, a timestamp.</summary>
    public long Begun { get; private set; }

    /// <summary>When it ended, a timestamp.</summary>
    public long Ended { get; private set; }

    public Phases Phases { get; private set; }
    public long BytesSent { get; private set; }
    public long BytesReceived { get; private set; }
    public int Status { get; private set; }

    /// <summary>Of the last answer that was read to its end; kept only when <see cref="KeepsVisit"/>.</summary>
    public HttpVisit Visit { get; private set; }

    public bool KeepsVisit { get; init; }

    /// <summary>The customer's, as far as the target has set any.</summary>
    public CookieJar? Cookies => _cookies;

    /// <summary>Another customer, or the same one coming again: no cookies yet.</summary>
    public void Forget() => _cookies = null;

    /// <param name="step">What to ask for and what to expect.</param>
    /// <param name="form">The step's request.</param>
    /// <param name="variables">The customer's.</param>
    /// <param name="start">Now, a timestamp.</param>
    /// <param name="deadline">Begun for this step.</param>
    /// <param name="explain">Whether <see cref="Detail"/> is wanted of what goes wrong.</param>
    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    public async ValueTask<Outcome> RunAsync(HttpStep step, RequestForm form, Variables variables, long start, Deadline deadline, bool explain)
    {
        Begin();
        if (form.Url(variables) is not { } url) return End(start, start, Outcome.AgentFault, explain ? variables.Redact($"\"{step.Url}\" did not become an http address") : null);
        RequestClock clock = connections.Clock;
        HttpRequest request = form.First(url, _cookies, variables);
        string method = step.Method;
        HttpBody? body = step.Body;
        for (int hop = 0; ; hop++)
        {
            HttpAnswer? answer = null;
            if (request.Flaw is { } flaw) return End(start, time.GetTimestamp(), Outcome.AgentFault, explain ? variables.Redact($"{flaw} ({method} {url.GetLeftPart(UriPartial.Path)})") : null);
            clock.Start(hop == 0 ? start : time.GetTimestamp(), shared: step.Version.Major == 2);
            try
            {
                do answer = await connections.SendAsync(request, deadline.Token).ConfigureAwait(false);
                while (answer is null);
                if (connections.Refusal(url, answer.Status) is { } refusal) throw refusal;
                connections.Hear(answer);
                if (answer.Flaw is { } wrong) throw new HttpRequestException(HttpRequestError.InvalidResponse, wrong);
                Stream stream = form.IsEncoded ? Encodings.Decoded(answer, answer.Body) : answer.Body;
                while (await stream.ReadAsync(_kept.Free(), deadline.Token).ConfigureAwait(false) is > 0 and int read)
                {
                    // A long answer, above all one that was packed, must not keep the others waiting on this thread.
                    if (_kept.Add(read)) await Task.Yield();
                }

                long end = time.GetTimestamp();
                if (connections.Sample is { } sample && step.Version.Major == 1) sample.Ended(clock, end);
                Tell(clock, answer, end);
                if (KeepsVisit) Visit = HttpVisit.Of(hop, url, answer, _kept.Total);
                IReadOnlyList<Cookie>? set = Remember(url, answer);
                if (hop < step.Redirects && Location.IsIn(answer))
                {
                    if (Location.Of(url, answer) is not { } next) return End(start, end, Outcome.ProtocolError, explain ? variables.Redact($"the answer's Location leads to no http address: {answer.Value("Location")} ({method} {url.GetLeftPart(UriPartial.Path)})") : null);
                    (method, body) = Redirected(method, body, answer.Status);
                    if (explain) (_redirects ??= []).Add(new Redirect(answer.Status, variables.Redact(url.GetLeftPart(UriPartial.Path)), variables.Redact(next.GetLeftPart(UriPartial.Path)), time.GetElapsedTime(clock.Started, end)));
                    url = next;
                    request = form.Next(method, url, body, _cookies, variables);
                    continue;
                }

                if (IsEndless(step, answer)) return End(start, end, Outcome.ProtocolError, explain ? variables.Redact($"redirected more than {step.Redirects} times, the last time to {answer.Value("Location")} ({method} {url.GetLeftPart(UriPartial.Path)})") : null);
                _answer.Read(answer, _kept.Kept, set);
                Fault? fault = Hijacked(step.Expect.Genuine, explain) ?? HttpChecks.Check(step, _answer, variables, explain) ?? AnswerChecks.Take(step.Saves, _answer, variables, explain);
                if (fault is { } f) return End(start, end, f.Outcome, explain ? variables.Redact(f.Detail) : null);
                TimeSpan took = time.GetElapsedTime(start, end);
                return took > step.Within
                    ? End(start, end, Outcome.TooSlow, explain ? $"took {Durations.Text(took)}, expected within {Durations.Text(step.Within.Value)}" : null)
                    : End(start, end, Outcome.Ok, null);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException || (e is InvalidOperationException && form.IsEncoded))
            {
                long end = time.GetTimestamp();
                Fault fault = e switch
                {
                    AnswerTooLongException => new Fault(Outcome.TooLarge, e.Message),
                    // The framework's decoders do not agree on one exception for what they cannot read.
                    InvalidDataException or InvalidOperationException => new Fault(Outcome.ProtocolError, $"the answer is not what its Content-Encoding says: {e.Message}"),
                    _ => Fault.Of(e, clock.Stage, deadline),
                };
                Tell(clock, answer, end);
                // What breaks the rules leaves it open where the next answer would begin.
                if (clock.Used is null || fault.Outcome == Outcome.ProtocolError) connections.Renew();
                return End(start, end, fault.Outcome, explain ? variables.Redact($"{fault.Detail} ({method} {url.GetLeftPart(UriPartial.Path)})") : null);
            }
            finally
            {
                clock.End();
                _answer.Clear();
                _kept.Clear();
                answer?.Dispose();
            }
        }
    }

    // It comes first: what somebody else answers explains whatever else is wrong with it.
    private Fault? Hijacked(Genuine? genuine, bool explain)
    {
        if (genuine is null) return null;
        string? why = genuine.Fault(_connection?.Remote?.Address) ?? genuine.Fault(_connection?.Tls);
        if (why is null && genuine.BodyHash is { } wanted && Convert.ToHexStringLower(SHA256.HashData(_kept.Kept.Span)) is var hash && hash != wanted) why = $"the body's SHA-256 is {hash}, and genuine.sha256 is {wanted}";
        return why is null ? null : new Fault(Outcome.Hijacked, explain ? why : "");
    }

    // Who follows no redirect, or expects one at the end, wants to see it.
    private static bool IsEndless(HttpStep step, HttpAnswer answer) =>
        step.Redirects > 0 && Location.IsIn(answer) && !(step.Expect.Status.Count > 0 && step.Expect.Accepts(answer.Status));

    /// <summary>The whole story of the step, for who dials.</summary>
    public StepResult Result(HttpStep step, DateTimeOffset started) => new()
    {
        Name = step.Name,
        Kind = step.Kind,
        Effect = step.Effect,
        Outcome = Outcome,
        Detail = Detail,
        Started = started,
        Duration = Duration,
        Phases = Phases,
        Status = Status == 0 ? null : Status,
        Redirects = _redirects ?? [],
        HttpVersion = _version is null ? null : Versions.Name(_version),
        Remote = _connection?.Remote,
        BytesSent = BytesSent,
        BytesReceived = BytesReceived,
        Tls = _connection?.Tls,
        Tcp = _tcp,
        Connection = Use(connections.Clock, started),
    };

    /// <summary>The step does not begin, for this reason.</summary>
    public Outcome Refuse(Fault why, long now, Variables variables)
    {
        Begin();
        return End(now, now, why.Outcome, variables.Redact(why.Detail));
    }

    public void Dispose() => _kept.Dispose();

    private void Begin()
    {
        (Outcome, Detail, Duration, Phases, BytesSent, BytesReceived, Status) = (Outcome.Ok, null, TimeSpan.Zero, default, 0, 0, 0);
        (_connection, _version, _tcp, _redirects) = (null, null, null, null);
    }

    private Outcome End(long start, long end, Outcome outcome, string? detail)
    {
        (Outcome, Detail, Duration, Begun, Ended) = (outcome, detail, time.GetElapsedTime(start, end), start, end);
        return outcome;
    }

    private void Tell(RequestClock clock, HttpAnswer? answer, long end)
    {
        _connection = clock.Used ?? clock.Made ?? _connection;
        Phases += clock.Phases(end);
        if (answer is not null) (Status, _version) = (answer.Status, answer.Version);

        if (clock.Used is not { } used) return;
        BytesSent += Math.Max(0, clock.SentTo - clock.SentFrom);
        BytesReceived += clock.ReceivedTo - clock.ReceivedFrom;
        if (withTcpInfo) _tcp = used.ReadTcpInfo();
    }

    private ConnectionUse? Use(RequestClock clock, DateTimeOffset started) => clock is { Used: { Local: { } local, Remote: { } remote }, LastWrite: not 0 }
        ? new ConnectionUse(local, remote, clock.SentFrom, clock.SentTo, clock.ReceivedFrom, clock.ReceivedTo, started, started + Duration)
        : null;

    private List<Cookie>? Remember(Uri url, HttpAnswer answer)
    {
        if (!answer.Has("Set-Cookie")) return null;
        var set = new List<Cookie>();
        _cookies ??= new CookieJar(time);
        foreach (string value in answer.Values("Set-Cookie"))
        {
            if (_cookies.Set(url, value) is { } cookie) set.Add(cookie);
        }

        return set;
    }

    // As browsers do: 303 always, 301 and 302 after a POST, become a GET without a body.
    private static (string Method, HttpBody? Body) Redirected(string method, HttpBody? body, int status) =>
        status == 303 || (method == "POST" && status is 301 or 302) ? ("GET", null) : (method, body);
}
