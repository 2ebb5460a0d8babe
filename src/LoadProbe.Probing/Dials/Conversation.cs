using System.Net.WebSockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The messages of a WebSocket step, one after the other, over a socket that is open. A message that is waited for may
/// be any that comes before the step's time is up; it is never longer than what is kept of an answer.
/// </summary>
internal sealed class Conversation(WebSocket socket, Variables variables, Deadline deadline, TimeProvider time) : IDisposable
{
    private const int Stretch = 64;

    private readonly AnswerBuffer _kept = new();
    private readonly Answer _answer = new();
    private DialStage? _stage;
    private long _since;
    private Fault? _unfit;
    private long _passedOver;

    /// <summary>Sending, waiting for a message's first bytes, and receiving the rest, each summed over all messages.</summary>
    public Phases Phases { get; private set; }

    /// <summary>Sends and waits for the step's messages.</summary>
    public Task<Fault?> RunAsync(WebSocketStep step) => WatchedAsync(async () =>
    {
        foreach (WebSocketMessage message in step.Messages)
        {
            Fault? fault = message is AwaitedMessage awaited ? await AwaitAsync(awaited).ConfigureAwait(false) : await SendAsync((SentMessage)message).ConfigureAwait(false);
            if (fault is not null) return fault;
        }

        return null;
    });

    /// <summary>Says goodbye and waits for the target's; what it still had to say is not heard.</summary>
    public Task<Fault?> CloseAsync() => WatchedAsync(async () =>
    {
        Enter(DialStage.Wait);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token).ConfigureAwait(false);
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // It hung up on our goodbye: all was said.
        }

        return null;
    });

    public void Dispose()
    {
        _answer.Clear();
        _kept.Dispose();
    }

    private async Task<Fault?> SendAsync(SentMessage message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message.Text.Resolve(variables));
        Enter(DialStage.Send);
        await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, deadline.Token).ConfigureAwait(false);
        Enter(null);
        return null;
    }

    private async Task<Fault?> AwaitAsync(AwaitedMessage awaited)
    {
        long asked = time.GetTimestamp();
        for (int fitted = 0; fitted < awaited.Count;)
        {
            bool came = await ReceiveAsync().ConfigureAwait(false);
            if (!came && Closed(awaited) is { } fault) return fault;
            if (!came) break;
            if (awaited.CloseStatus is null && Unfit(awaited) is not { } unfit) fitted++;
            // A target that never stops talking must not keep the others waiting on this thread.
            else if (++_passedOver % Stretch == 0) await Task.Yield();
        }

        TimeSpan took = time.GetElapsedTime(asked);
        (_unfit, _passedOver) = (null, 0);
        return AnswerChecks.Take(awaited.Saves, _answer, variables, explain: true)
            ?? (took > awaited.Within ? new Fault(Outcome.TooSlow, $"waited {Durations.Text(took)}, expected within {Durations.Text(awaited.Within.Value)}") : null);
    }

    // The first that does not fit is told in words, as making them costs more than the message.
    private Fault? Unfit(AwaitedMessage awaited)
    {
        Fault? fault = AnswerChecks.Check(awaited.Body, awaited.Json, _answer, variables, explain: _unfit is null);
        _unfit ??= fault;
        return fault;
    }

    /// <summary>False = the target closed the conversation instead.</summary>
    private async ValueTask<bool> ReceiveAsync()
    {
        _answer.Clear();
        _kept.Clear();
        Enter(DialStage.Wait);
        // Read into nothing: done as soon as something of it is there, when a read would wait for as much as it can take.
        ValueWebSocketReceiveResult part = await socket.ReceiveAsync(Memory<byte>.Empty, deadline.Token).ConfigureAwait(false);
        Enter(DialStage.Receive);
        while (part is { MessageType: not WebSocketMessageType.Close, EndOfMessage: false })
        {
            part = await socket.ReceiveAsync(_kept.Free(), deadline.Token).ConfigureAwait(false);
            _kept.Add(part.Count);
            if (_kept.Total > AnswerBuffer.KeepAtMost) throw new AnswerTooLongException(AnswerBuffer.KeepAtMost);
        }

        Enter(null);
        _answer.Read(null, _kept.Kept, null);
        return part.MessageType != WebSocketMessageType.Close;
    }

    private Fault? Closed(AwaitedMessage awaited)
    {
        int status = (int)socket.CloseStatus!;
        if (awaited.CloseStatus == status) return null;
        string how = socket.CloseStatusDescription is { Length: > 0 } why ? $"{status} {AnswerChecks.Show(why, variables)}" : $"{status}";
        return awaited.CloseStatus is { } wanted ? new Fault(Outcome.StatusMismatch, $"closed with status {how}, expected {wanted}")
            : new Fault(Outcome.ConnectionClosed, $"the target closed with status {how}{PassedOver}");
    }

    private async Task<Fault?> WatchedAsync(Func<Task<Fault?>> part)
    {
        try
        {
            return await part().ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException)
        {
            return Of(e);
        }
        finally
        {
            Enter(null);
        }
    }

    private Fault Of(Exception e)
    {
        if (e is AnswerTooLongException) return new Fault(Outcome.TooLarge, e.Message);
        DialStage stage = _stage ?? DialStage.Wait;
        if (e is OperationCanceledException || deadline.Token.IsCancellationRequested)
        {
            Fault cut = Fault.Of(new OperationCanceledException(), stage, deadline);
            return deadline.Stopped || _unfit is not { } unfit ? cut : new Fault(unfit.Outcome, $"{cut.Detail}{PassedOver}");
        }

        return e is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely }
            ? new Fault(Outcome.ProtocolError, e.Message)
            : new Fault(stage == DialStage.Receive ? Outcome.ReceiveFailed : Outcome.ConnectionClosed, $"the connection ended without a close: {e.Message}{PassedOver}");
    }

    private string PassedOver => _unfit is { } unfit ? $"; {_passedOver} {(_passedOver == 1 ? "message" : "messages")} did not fit, the first: {unfit.Detail}" : "";

    // What is neither sending nor waiting nor receiving is our own time, and no phase.
    private void Enter(DialStage? next)
    {
        if (next == _stage) return;
        long now = time.GetTimestamp();
        TimeSpan spent = time.GetElapsedTime(_since, now);
        Phases += _stage switch
        {
            DialStage.Send => new Phases { Send = spent },
            DialStage.Wait => new Phases { Wait = spent },
            DialStage.Receive => new Phases { Receive = spent },
            _ => default,
        };
        (_stage, _since) = (next, now);
    }
}
