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
    private readonly StepDials _dials;
    private readonly RequestForm?[] _forms;
    private readonly PressureMark? _mark;
    private readonly CancellationToken _token;
    private readonly int _firstWrite;
    private readonly HttpConnections _connections;

    /// <param name="journey">Its steps.</param>
    /// <param name="connections">The customer's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Stops the step under way.</param>
    /// <param name="withTcpInfo">Keep what packets can be joined by, and what the kernel knows of connections.</param>
    /// <param name="watch">Looks after the deadlines of many customers; null = a timer of its own.</param>
    /// <param name="programs">Those that its steps may run; null = none.</param>
    public ApiJourney(Journey journey, HttpConnections connections, TimeProvider time, CancellationToken token, bool withTcpInfo = false, DeadlineWatch? watch = null, ProgramFolders? programs = null)
    {
        (_journey, _time, _token, _mark, _connections) = (journey, time, token, connections.Mark, connections);
        _deadline = new Deadline(time, token, watch, connections.Clock);
        _http = new HttpDial(connections, withTcpInfo, time);
        _dials = new StepDials(journey.Target, connections, time, withTcpInfo, programs ?? ProgramFolders.None);
        _forms = new RequestForm?[journey.Steps.Count];
        _firstWrite = journey.Steps.TakeWhile(s => s.Effect == StepEffect.Read).Count();
    }

    /// <summary>Runs it once and tells all of it. Never throws for what the target does; being stopped gives <see cref="Outcome.Cancelled"/>.</summary>
    public async Task<JourneyResult> RunAsync(Variables variables)
    {
        DateTimeOffset started = _time.GetUtcNow();
        if (variables.Lack is { } lack) return JourneyResult.NotBegun(_journey, Outcome.OutOfRows, lack, started);
        long start = _time.GetTimestamp();
        var results = new List<StepResult>(_journey.Steps.Count);
        bool failed = false, failedEarlier = false;
        _http.Forget();
        for (int i = 0; i < _journey.Steps.Count; i++)
        {
            Step step = _journey.Steps[i];
            bool goesOn = !failed || (step.IsTwin && !failedEarlier);
            if (!goesOn || _token.IsCancellationRequested)
            {
                results.Add(!goesOn ? NotRun(step, Outcome.Skipped, "an earlier step failed") : NotRun(step, Outcome.Cancelled, "stopped before it began"));
                failed = failedEarlier = true;
                continue;
            }

            if (i > 0 && _journey.Think > TimeSpan.Zero) await Task.Delay(_journey.Think, _time, _token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            DateTimeOffset begun = _time.GetUtcNow();
            TimeSpan allowed = Allowed(step, start, _time.GetTimestamp());
            StepResult result;
            _connections.Use(step.Ip);
            if (step is HttpStep http)
            {
                await HttpAsync(i, http, variables, _time.GetTimestamp(), allowed, explain: true).ConfigureAwait(false);
                _deadline.End();
                // A token was fetched before it began.
                result = _http.Result(http, http.Auth is ClientCredentials ? _time.GetUtcNow() - _http.Duration : begun);
            }
            else
            {
                result = await _dials.RunAsync(step, _http.Cookies, variables, allowed, _token).ConfigureAwait(false);
            }

            failedEarlier = failed;
            failed |= result.Outcome != Outcome.Ok;
            results.Add(result);
        }

        return JourneyResult.Of(started, _time.GetElapsedTime(start), results);
    }

    /// <summary>
    /// Runs it once and tells the figures of each step only. After <paramref name="noMoreSteps"/> the step under way may
    /// end, and none begins.
    /// </summary>
    /// <param name="variables">Begun for this run.</param>
    /// <param name="sink">Gets the figures.</param>
    /// <param name="start">Now, a timestamp of the time provider.</param>
    /// <param name="noMoreSteps">The gentle stop.</param>
    /// <returns>That of the first step that was not <see cref="Outcome.Ok"/>.</returns>
    [AsyncMethodBuilder(typeof(PooledTaskBuilder<>))]
    public async ValueTask<Outcome> PressAsync(Variables variables, IStepSink sink, long start, CancellationToken noMoreSteps)
    {
        if (variables.Lack is { } lack)
        {
            sink.Ended(0, new StepFacts(Outcome.OutOfRows, start, start, TimeSpan.Zero, default, 0, 0, lack));
            return Outcome.OutOfRows;
        }

        // One reading of the clock serves the end of a step and the beginning of the next.
        long now = start;
        _http.Forget();
        for (int i = 0; i < _journey.Steps.Count; i++)
        {
            if (noMoreSteps.IsCancellationRequested || _token.IsCancellationRequested) return Outcome.Cancelled;
            if (i > 0 && _journey.Think > TimeSpan.Zero)
            {
                await Task.Delay(_journey.Think, _time, noMoreSteps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (noMoreSteps.IsCancellationRequested) return Outcome.Cancelled;
                now = _time.GetTimestamp();
            }

            if (i == _firstWrite)
            {
                bool kept = await sink.MayWriteAsync(variables).ConfigureAwait(false);
                // What our own disk takes is in no figure of the target, nor in the time that it has.
                long waited = _time.GetTimestamp() - now;
                (now, start) = (now + waited, start + waited);
                if (!kept)
                {
                    sink.Ended(i, new StepFacts(Outcome.Unkept, now, now, TimeSpan.Zero, default, 0, 0, "what is needed to take the write back could not be kept: it was not sent"));
                    return Outcome.Unkept;
                }

                if (noMoreSteps.IsCancellationRequested || _token.IsCancellationRequested) return Outcome.Cancelled;
            }

            Step step = _journey.Steps[i];
            TimeSpan allowed = Allowed(step, start, now);
            Outcome outcome;
            _connections.Use(step.Ip);
            if (step is HttpStep http)
            {
                outcome = await HttpAsync(i, http, variables, now, allowed, sink.Explains(i)).ConfigureAwait(false);
                _deadline.End();
                sink.Ended(i, new StepFacts(outcome, _http.Begun, _http.Ended, _http.Duration, _http.Phases, _http.BytesSent, _http.BytesReceived, _http.Detail));
                now = _http.Ended;
            }
            else
            {
                StepResult result = await _dials.RunAsync(step, _http.Cookies, variables, allowed, _token).ConfigureAwait(false);
                outcome = result.Outcome;
                long ended = _time.GetTimestamp();
                sink.Ended(i, new StepFacts(outcome, now, ended, result.Duration, result.Phases, result.BytesSent ?? 0, result.BytesReceived ?? 0, result.Detail));
                now = ended;
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

    private TimeSpan Allowed(Step step, long start, long now)
    {
        TimeSpan left = _journey.Timeout - _time.GetElapsedTime(start, now);
        return step.Timeout is { } own && own < left ? own : left;
    }

    private ValueTask<Outcome> HttpAsync(int index, HttpStep step, Variables variables, long now, TimeSpan allowed, bool explain)
    {
        if (step.Auth is ClientCredentials credentials && !ClientToken.Of(credentials).IsGood(_time.GetUtcNow())) return WithTokenAsync(credentials, index, step, variables, now, allowed, explain);
        RequestForm form = _forms[index] ??= new RequestForm(step, _journey.Target, variables, _mark);
        _deadline.Begin(allowed, now, form.Timeouts);
        return _http.RunAsync(step, form, variables, now, _deadline, explain);
    }

    private async ValueTask<Outcome> WithTokenAsync(ClientCredentials credentials, int index, HttpStep step, Variables variables, long now, TimeSpan allowed, bool explain)
    {
        using var fetching = new Deadline(allowed, _time, _token);
        Fault? lack = await ClientToken.Of(credentials).ReadyAsync(credentials, _connections, variables, _time, fetching).ConfigureAwait(false);
        long fetched = _time.GetTimestamp();
        if (lack is { } why) return _http.Refuse(why, fetched, variables);
        return await HttpAsync(index, step, variables, fetched, allowed - _time.GetElapsedTime(now, fetched), explain).ConfigureAwait(false);
    }

    private StepResult NotRun(Step step, Outcome outcome, string why) =>
        new() { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = outcome, Detail = why, Started = _time.GetUtcNow(), Duration = TimeSpan.Zero };
}
