namespace LoadProbe.Probing;

/// <summary>TCP steps that are a conversation in lines, as with a mail server.</summary>
internal sealed class LineDial(Target target, Connector connector, TimeProvider time)
{
    public async Task<StepResult> RunAsync(TcpStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = time.GetUtcNow(), Duration = TimeSpan.Zero };
        if (!Endpoint.TryResolve(step.Address, target, variables, out Endpoint endpoint, out string? bad)) return result with { Outcome = Outcome.AgentFault, Detail = bad };
        long start = time.GetTimestamp();
        var talk = new LineTalk(step, endpoint, connector, variables, deadline, time);
        Fault? fault = await talk.RunAsync().ConfigureAwait(false);
        long end = time.GetTimestamp();
        TimeSpan duration = time.GetElapsedTime(start, end);
        if (step.Tls is { } expect) fault ??= TlsChecks.Check(expect, talk.Meter, time.GetUtcNow(), variables);
        fault ??= Fault.Late(duration, step.Within);
        return talk.Meter.Told(result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } told ? variables.Redact(told.Detail) : null,
            Duration = duration,
            Phases = talk.Phases(end),
        }, talk.Tcp);
    }
}
