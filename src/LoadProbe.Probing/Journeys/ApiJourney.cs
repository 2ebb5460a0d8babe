using System.Runtime.CompilerServices;

namespace LoadProbe.Probing;

/// <summary>
/// A journey of API steps and network dials as one customer goes through it: its own cookies and variables, steps in
/// order, the first failure ends it. Dialled and pressed by the same code; they differ in what they keep.
/// </summary>
public sealed class ApiJourney : IDisposable
{
    private readonly Journey _journey;
    private readonly TimeProvider _time;
    private readonly Deadline _deadline;
    private readonly HttpDial _http;
    private readonly SocketDial _sockets;
    private readonly DnsDial _dns;
    private readonly IcmpDial _icmp;
    private readonly RequestForm?[] _forms;
    private readonly CancellationToken _token;

    /// <param name="journey">Its steps.</param>
    /// <param name="connections">The customer's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Stops the step under way.</param>
    /// <param name="withTcpInfo">Keep what packets can be joined by, and what the kernel knows of connections.</param>
    /// <param name="watch">Looks after the deadlines of many customers; null = a timer of its own.</param>
    public ApiJourney(Journey journey, HttpConnections connections, TimeProvider time, CancellationToken token, bool withTcpInfo = false, DeadlineWatch? watch = null)
    {
        (_journey, _time, _token) = (journey, time, token);
        _deadline = new Deadline(time, token, watch);
        _http = new HttpDial(connections, withTcpInfo, time);
        _sockets = new SocketDial(journey.Target, time);
        _dns = new DnsDial(journey.Target, time);
        _icmp = new IcmpDial(journey.Target, time);
        _forms = new RequestForm?[journey.Steps.Count];
    }

    /// <summary>Runs it once and tells all of it. Never throws for what the target does; being stopped gives <see cref="Outcome.Cancelled"/>.</summary>
    public async Task<JourneyResult> RunAsync(Variables variables)
    {
        DateTimeOffset started = _time.GetUtcNow();
        long start = _time.GetTimestamp();
        var results = new List<StepResult>(_journey.Steps.Count);
        bool failed = false;
        _http.Forget();
        for (int i = 0; i < _journey.Steps.Count; i++)
        {
            Step step = _journey.Steps[i];
            if (failed || _token.IsCancellationRequested)
            {
                results.Add(failed ? NotRun(step, Outcome.Skipped, "an earlier step failed") : NotRun(step, Outcome.Cancelled, "stopped before it began"));
                failed = true;
                continue;
            }

            if (i > 0 && _journey.Think > TimeSpan.Zero) await Task.Delay(_journey.Think, _time, _token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            DateTimeOffset begun = _time.GetUtcNow();
            TimeSpan allowed = Allowed(step, start);
            StepResult result;
            if (step is HttpStep http)
            {
                await HttpAsync(i, http, variables, allowed, explain: true).ConfigureAwait(false);
                result = _http.Result(http, begun);
            }
            else
            {
                result = await DialAsync(step, variables, allowed).ConfigureAwait(false);
            }

            failed = result.Outcome != Outcome.Ok;
            results.Add(result);
        }

        return JourneyResult.Of(started, _time.GetElapsedTime(start), results);
    }

    /// <summary>
    /// Runs it once and tells the figures of each step only. After <paramref name="noMoreSteps"/> the step under way may
    /// end, and none begins.
    /// </summary>
    /// <returns>That of the first step that was not <see cref="Outcome.Ok"/>.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome> PressAsync(Variables variables, IStepSink sink, CancellationToken noMoreSteps)
    {
        long start = _time.GetTimestamp();
        _http.Forget();
        for (int i = 0; i < _journey.Steps.Count; i++)
        {
            if (noMoreSteps.IsCancellationRequested || _token.IsCancellationRequested) return Outcome.Cancelled;
            if (i > 0 && _journey.Think > TimeSpan.Zero)
            {
                await Task.Delay(_journey.Think, _time, noMoreSteps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (noMoreSteps.IsCancellationRequested) return Outcome.Cancelled;
            }

            Step step = _journey.Steps[i];
            TimeSpan allowed = Allowed(step, start);
            long begun = _time.GetTimestamp();
            Outcome outcome;
            if (step is HttpStep http)
            {
                outcome = await HttpAsync(i, http, variables, allowed, sink.Explains(i)).ConfigureAwait(false);
                sink.Ended(i, new StepFacts(outcome, begun, _http.Duration, _http.Phases, _http.BytesSent, _http.BytesReceived, _http.Detail));
            }
            else
            {
                StepResult result = await DialAsync(step, variables, allowed).ConfigureAwait(false);
                outcome = result.Outcome;
                sink.Ended(i, new StepFacts(outcome, begun, result.Duration, result.Phases, result.BytesSent ?? 0, result.BytesReceived ?? 0, result.Detail));
            }

            if (outcome != Outcome.Ok) return outcome;
        }

        return Outcome.Ok;
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _http.Dispose();
    }

    private TimeSpan Allowed(Step step, long start)
    {
        TimeSpan left = _journey.Timeout - _time.GetElapsedTime(start);
        return step.Timeout is { } own && own < left ? own : left;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> HttpAsync(int index, HttpStep step, Variables variables, TimeSpan allowed, bool explain)
    {
        RequestForm form = _forms[index] ??= new RequestForm(step, _journey.Target, variables);
        _deadline.Begin(allowed);
        Outcome outcome = await _http.RunAsync(step, form, variables, _deadline, explain).ConfigureAwait(false);
        _deadline.End();
        return outcome;
    }

    private Task<StepResult> DialAsync(Step step, Variables variables, TimeSpan allowed) => step switch
    {
        TcpStep s => _sockets.RunAsync(s, variables, allowed, _token),
        TlsStep s => _sockets.RunAsync(s, variables, allowed, _token),
        DnsStep s => _dns.RunAsync(s, variables, allowed, _token),
        IcmpStep s => _icmp.RunAsync(s, variables, allowed, _token),
        _ => throw new InvalidOperationException($"step {step.Name} is a browser's"),
    };

    private StepResult NotRun(Step step, Outcome outcome, string why) =>
        new() { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = outcome, Detail = why, Started = _time.GetUtcNow(), Duration = TimeSpan.Zero };
}
