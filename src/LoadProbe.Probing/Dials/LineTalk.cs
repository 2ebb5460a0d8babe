using System.Text;

namespace LoadProbe.Probing;

/// <summary>
/// The lines of a <c>tcp</c> step, over a connection of its own: what is sent, what is waited for, and where TLS begins. Tells
/// what its time went for, over all of them together.
/// </summary>
internal sealed class LineTalk(TcpStep step, Endpoint to, Connector connector, Variables variables, Deadline deadline, TimeProvider time)
{
    private Stream? _stream;
    private TextLines? _lines;
    private DialStage? _stage;
    private Phases? _spent;
    private long _since;
    private string? _unfit;
    private int _passedOver;

    public ConnectionMeter Meter { get; } = new(new RequestClock(time), time);

    public TcpInfo? Tcp { get; private set; }

    /// <summary>Where the time went until <paramref name="end"/>.</summary>
    public Phases Phases(long end) => _spent ?? Meter.Made(end);

    /// <summary>Why it did not go as expected; null when it did.</summary>
    public async Task<Fault?> RunAsync()
    {
        try
        {
            MeasuredStream plain = await connector.ConnectAsync(to.Host, to.Port, Meter, clocked: false, deadline.Token).ConfigureAwait(false);
            (_stream, _lines, _spent, _since) = (plain, new TextLines(plain), Meter.Made(Meter.Ready), Meter.Ready);
            foreach (TcpLine line in step.Lines)
            {
                if (await OneAsync(line, plain).ConfigureAwait(false) is { } fault) return fault;
            }

            Tcp = Meter.ReadTcpInfo();
            return null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException)
        {
            return Of(e);
        }
        finally
        {
            Enter(null);
            if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<Fault?> OneAsync(TcpLine line, MeasuredStream plain) => line switch
    {
        SentLine sent => SendAsync(sent),
        AwaitedLine awaited => AwaitAsync(awaited),
        _ => SecureAsync((StartTlsLine)line, plain),
    };

    private async Task<Fault?> SendAsync(SentLine sent)
    {
        string text = sent.Text.Resolve(variables);
        // One that has an end within it would be two: what a variable holds must not become a command.
        if (text.AsSpan().ContainsAny('\r', '\n')) return new Fault(Outcome.AgentFault, $"\"{sent.Text}\" did not become one line");
        Enter(DialStage.Send);
        await _stream!.WriteAsync(Encoding.UTF8.GetBytes($"{text}\r\n"), deadline.Token).ConfigureAwait(false);
        Enter(null);
        return null;
    }

    private async Task<Fault?> AwaitAsync(AwaitedLine awaited)
    {
        (_unfit, _passedOver) = (null, 0);
        Enter(DialStage.Wait);
        while (await _lines!.NextAsync(deadline.Token).ConfigureAwait(false) is { } said)
        {
            Enter(DialStage.Receive);
            if (awaited.Fits.Fault(said, variables) is not { } unfit)
            {
                Enter(null);
                return Take(awaited.Saves, said);
            }

            _unfit ??= $"{AnswerChecks.Show(said, variables)}: {unfit}";
            _passedOver++;
        }

        return new Fault(_passedOver > 0 ? Outcome.AnswerMismatch : Outcome.ConnectionClosed, $"the connection was closed{PassedOver}");
    }

    private Fault? Take(IReadOnlyList<Save> saves, string said)
    {
        var answer = new Answer();
        answer.Read(null, Encoding.UTF8.GetBytes(said), null);
        Fault? fault = AnswerChecks.Take(saves, answer, variables, explain: true);
        answer.Clear();
        return fault;
    }

    private async Task<Fault?> SecureAsync(StartTlsLine line, MeasuredStream plain)
    {
        // Whatever came in the clear would be taken for a part of what was said under TLS (CVE-2011-0411).
        if (_lines!.HasMore) return new Fault(Outcome.ProtocolError, "more was said in the clear than what was waited for, just before TLS begins");
        Enter(DialStage.Tls);
        _stream = null;
        _stream = await connector.SecureAsync(plain, Meter, line.ServerName ?? to.Host, null, deadline.Token).ConfigureAwait(false);
        _lines = new TextLines(_stream);
        Enter(null);
        return null;
    }

    private Fault Of(Exception e)
    {
        if (e is InvalidDataException) return new Fault(Outcome.TooLarge, e.Message);
        DialStage stage = _spent is null ? Meter.Stage : _stage ?? DialStage.Wait;
        Fault fault = Fault.Of(e, stage, deadline);
        bool fellShort = _unfit is not null && !deadline.Stopped && fault.Outcome.IsTimeout();
        return fellShort ? new Fault(Outcome.AnswerMismatch, $"{fault.Detail}{PassedOver}") : fault;
    }

    private string PassedOver => _unfit is null ? "" : $"; {_passedOver} {(_passedOver == 1 ? "line" : "lines")} did not fit, the first: {_unfit}";

    // What is neither of the stages is our own time, and no phase.
    private void Enter(DialStage? next)
    {
        if (next == _stage || _spent is null) return;
        long now = time.GetTimestamp();
        TimeSpan spent = time.GetElapsedTime(_since, now);
        _spent += _stage switch
        {
            DialStage.Tls => new Phases { Tls = spent },
            DialStage.Send => new Phases { Send = spent },
            DialStage.Wait => new Phases { Wait = spent },
            DialStage.Receive => new Phases { Receive = spent },
            _ => default,
        };
        (_stage, _since) = (next, now);
    }
}
