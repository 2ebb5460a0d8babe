using System.Text.Json;

namespace LoadProbe.Probing;

/// <summary>
/// gRPC steps. What is called is learnt before the step's time begins; the call goes over the customer's own connection.
/// </summary>
internal sealed class GrpcDial(Target target, HttpConnections connections, bool withTcpInfo, TimeProvider time)
{
    public async Task<StepResult> RunAsync(GrpcStep step, Variables variables, TimeSpan allowed, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        long asked = time.GetTimestamp();
        DateTimeOffset started = time.GetUtcNow();
        StepResult Ended(Fault fault, TimeSpan duration) => new()
        {
            Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = fault.Outcome, Detail = variables.Redact(fault.Detail), Started = started, Duration = duration,
        };
        GrpcTypes types = GrpcTypes.Of(step);
        (GrpcMethod? method, Fault? unknown) = await types.MethodAsync(step, target, connections, time, deadline).ConfigureAwait(false);
        if (method is null) return Ended(unknown!.Value, time.GetElapsedTime(asked));
        if (!TryEncode(types, method, step, variables, out byte[] message, out string lack)) return Ended(new Fault(Outcome.AgentFault, lack), TimeSpan.Zero);
        started = time.GetUtcNow();

        RequestClock clock = connections.Clock;
        var call = new GrpcCall(connections, time);
        var answer = new GrpcAnswer(step, method);
        long start = time.GetTimestamp();
        clock.Start(start, shared: true);
        Fault? fault = await CallAsync(call, step, message, answer, allowed - time.GetElapsedTime(asked, start), variables, deadline).ConfigureAwait(false);
        long end = time.GetTimestamp();
        ConnectionMeter? used = clock.Used;
        TcpInfo? tcp = withTcpInfo ? used?.ReadTcpInfo() : null;
        clock.End();
        if (used is null) connections.Renew();
        TimeSpan duration = time.GetElapsedTime(start, end);
        fault ??= answer.Fault(call, variables);
        fault ??= Fault.Late(duration, step.Within);
        return clock.Onto(Ended(fault ?? new Fault(Outcome.Ok, ""), duration) with
        {
            Detail = fault is { } f ? variables.Redact($"{f.Detail} ({step.Service}/{step.Method})") : null,
            Started = started,
            Phases = Phases(clock, call, end),
            Status = (int?)call.Status,
            HttpVersion = call.Answered == 0 ? null : "2",
        }, tcp);
    }

    private async Task<Fault?> CallAsync(GrpcCall call, GrpcStep step, byte[] message, GrpcAnswer answer, TimeSpan left, Variables variables, Deadline deadline)
    {
        var url = new Uri(target.Address, $"/{step.Service}/{step.Method}");
        try
        {
            return await call.RunAsync(url, message, connections.Marked(step.Metadata.Select(m => (m.Name, m.Value.Resolve(variables))), step.Effect), left, answer.Take, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return e is AnswerTooLongException ? new Fault(Outcome.TooLarge, e.Message) : Fault.Of(e, Stage(call), deadline);
        }
    }

    private DialStage Stage(GrpcCall call) => call.Answered != 0 ? DialStage.Receive : call.SendEnd != 0 ? DialStage.Wait
        : connections.Clock.Used is null ? connections.Clock.Stage : DialStage.Send;

    // The connection has talk of its own besides the call, so that the call's times are those of its message.
    private Phases Phases(RequestClock clock, GrpcCall call, long end)
    {
        ConnectionMeter? made = clock.Used ?? clock.Made;
        Phases phases = made is not null && made.DnsStart >= clock.Started ? made.Made(end) : default;
        if (call.SendStart == 0) return phases;
        long sent = call.SendEnd == 0 ? end : call.SendEnd;
        // A target may answer before it has all of the message.
        long answered = call.Answered == 0 ? end : Math.Max(call.Answered, sent);
        return phases with
        {
            Send = time.GetElapsedTime(call.SendStart, sent),
            Wait = call.SendEnd == 0 ? null : time.GetElapsedTime(sent, answered),
            Receive = call.Answered == 0 ? null : time.GetElapsedTime(answered, end),
        };
    }

    private static bool TryEncode(GrpcTypes types, GrpcMethod method, GrpcStep step, Variables variables, out byte[] message, out string lack)
    {
        (message, lack) = (types.Constant ?? [], "");
        if (step.Message is null || types.Constant is not null) return true;
        try
        {
            using JsonDocument json = JsonDocument.Parse(step.Message.Resolve(variables));
            message = JsonToProto.Message(method.Input, json.RootElement);
            if (step.Message.IsConstant) types.Constant = message;
            return true;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            lack = e.Message;
            return false;
        }
    }
}
