using System.Text;

namespace LoadProbe.Probing;

/// <summary>TCP and TLS steps: a connection of our own, and with TCP a line or two over it.</summary>
internal sealed class SocketDial(Target target, Connector connector, TimeProvider time)
{
    private readonly LineDial _lines = new(target, connector, time);
    private readonly StapleDial _staples = new(target, connector, time);

    public Task<StepResult> RunAsync(TcpStep step, Variables variables, TimeSpan allowed, CancellationToken token) => step.Lines.Count > 0
        ? _lines.RunAsync(step, variables, allowed, token)
        : DialAsync(step, step.Address, serverName: null, variables, allowed, (stream, clock, t) => ConverseAsync(step, stream, variables, t), token);

    public Task<StepResult> RunAsync(TlsStep step, Variables variables, TimeSpan allowed, CancellationToken token) =>
        DialAsync(step, step.Address, serverName: step.ServerName ?? "", variables, allowed, converse: null, token);

    private async Task<StepResult> DialAsync(Step step, Template? address, string? serverName, Variables variables, TimeSpan allowed,
        Func<Stream, RequestClock, CancellationToken, Task<Fault?>>? converse, CancellationToken token)
    {
        using var deadline = new Deadline(allowed, time, token);
        DateTimeOffset started = time.GetUtcNow();
        var result = new StepResult { Name = step.Name, Kind = step.Kind, Effect = step.Effect, Outcome = Outcome.Ok, Started = started, Duration = TimeSpan.Zero };
        if (!Endpoint.TryResolve(address, target, variables, out Endpoint endpoint, out string? bad)) return result with { Outcome = Outcome.AgentFault, Detail = bad };

        var clock = new RequestClock(time);
        var meter = new ConnectionMeter(clock, time);
        clock.Start(time.GetTimestamp());
        clock.Making(meter);
        Fault? fault = null;
        TcpInfo? tcp = null;
        try
        {
            Stream stream = await connector.ConnectAsync(endpoint.Host, endpoint.Port, meter, clocked: serverName is null, deadline.Token).ConfigureAwait(false);
            if (serverName is not null) stream = await connector.SecureAsync((MeasuredStream)stream, meter, serverName.Length > 0 ? serverName : endpoint.Host, null, deadline.Token).ConfigureAwait(false);
            await using Stream open = stream;
            if (converse is not null) fault = await converse(stream, clock, deadline.Token).ConfigureAwait(false);
            tcp = meter.ReadTcpInfo();
        }
        catch (Exception e) when (e is DialException or IOException or OperationCanceledException)
        {
            fault = Fault.Of(e, clock.Used is null && meter.Ready != 0 ? DialStage.Wait : clock.Stage, deadline);
        }

        long end = time.GetTimestamp();
        TimeSpan duration = time.GetElapsedTime(clock.Started, end);
        if (step is TlsStep tls)
        {
            fault ??= TlsChecks.Check(tls.Expect, meter, time.GetUtcNow(), variables);
            // In a time of its own: the step's figures are those of a customer's connection.
            if (fault is null && tls.Staple) fault = await _staples.CheckAsync(tls, endpoint.Host, meter, deadline).ConfigureAwait(false);
        }

        fault ??= Fault.Late(duration, step.Within);
        return meter.Told(result with
        {
            Outcome = fault?.Outcome ?? Outcome.Ok,
            Detail = fault is { } f ? variables.Redact(f.Detail) : null,
            Duration = duration,
            Phases = clock.Phases(end),
        }, tcp);
    }

    private static async Task<Fault?> ConverseAsync(TcpStep step, Stream stream, Variables variables, CancellationToken token)
    {
        if (step.Send is not null) await stream.WriteAsync(Encoding.UTF8.GetBytes(step.Send.Resolve(variables)), token).ConfigureAwait(false);
        if (step.Answer is null) return null;
        byte[] buffer = new byte[4096];
        int length = 0;
        string? fault = null;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), token).ConfigureAwait(false);
            if (read == 0) return new Fault(Outcome.AnswerMismatch, $"the connection was closed after \"{Encoding.UTF8.GetString(buffer, 0, length)}\": {fault ?? "nothing came"}");
            length += read;
            fault = step.Answer.Fault(Encoding.UTF8.GetString(buffer, 0, length), variables);
            if (fault is null) return null;
        }

        return new Fault(Outcome.AnswerMismatch, $"the first {buffer.Length} bytes: {fault}");
    }
}
