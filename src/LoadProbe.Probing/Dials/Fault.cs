using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Why a dial did not end well.</summary>
internal readonly record struct Fault(Outcome Outcome, string Detail)
{
    /// <summary>What an exception of the sockets, TLS or HTTP layers means, given how far the dial had come.</summary>
    public static Fault Of(Exception e, DialStage stage, Deadline deadline)
    {
        // The handler also cancels what it was about to send, when the other end says that it takes no more: that is no lack of time.
        if (e is OperationCanceledException) return deadline.Token.IsCancellationRequested || deadline.Stopped ? Cut(stage, deadline) : new Fault(Closed(stage), $"the connection ended {While(stage)}");
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is DialException dial) return new Fault(dial.Outcome, dial.Message);
            if (inner is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } reset) return new Fault(Closed(stage), $"the connection was reset {While(stage)}: {reset.Message}");
        }

        // The same faults come as another exception once the answer's headers are there.
        HttpRequestError? error = e is HttpRequestException http ? http.HttpRequestError : e is HttpIOException body ? body.HttpRequestError : null;
        return error switch
        {
            HttpRequestError.ResponseEnded => new Fault(Closed(stage), $"the connection was closed {While(stage)}"),
            HttpRequestError.ConfigurationLimitExceeded => new Fault(Outcome.TooLarge, e.Message),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError => new Fault(Outcome.ProtocolError, e.Message),
            _ => new Fault(Failed(stage), e.Message),
        };
    }

    /// <summary>It took longer than the step expects; null = it did not.</summary>
    public static Fault? Late(TimeSpan took, TimeSpan? within) =>
        took > within ? new Fault(Outcome.TooSlow, $"took {Durations.Text(took)}, expected within {Durations.Text(within.Value)}") : null;

    /// <summary>Its time is up, or it was told to stop.</summary>
    public static Fault Cut(DialStage stage, Deadline deadline)
    {
        if (deadline.Stopped) return new Fault(Outcome.Cancelled, $"stopped {While(stage)}");
        (stage, TimeSpan allowed) = deadline.Part ?? (stage, deadline.Allowed);
        return new Fault(stage switch
        {
            DialStage.Dns => Outcome.DnsTimedOut,
            DialStage.Connect => Outcome.ConnectTimedOut,
            DialStage.Tls => Outcome.TlsTimedOut,
            DialStage.Proxy => Outcome.ProxyFailed,
            DialStage.Send or DialStage.Wait => Outcome.WaitTimedOut,
            _ => Outcome.ReceiveTimedOut,
        }, $"timed out after {Durations.Text(allowed)} {While(stage)}");
    }

    private static Outcome Closed(DialStage stage) => stage == DialStage.Receive ? Outcome.ReceiveFailed : Outcome.ConnectionClosed;

    private static Outcome Failed(DialStage stage) => stage switch
    {
        DialStage.Dns => Outcome.DnsFailed,
        DialStage.Connect => Outcome.ConnectFailed,
        DialStage.Tls => Outcome.TlsFailed,
        DialStage.Send => Outcome.SendFailed,
        DialStage.Wait => Outcome.ConnectionClosed,
        _ => Outcome.ReceiveFailed,
    };

    private static string While(DialStage stage) => stage switch
    {
        DialStage.Dns => "looking the name up",
        DialStage.Connect => "connecting",
        DialStage.Tls => "shaking hands",
        DialStage.Proxy => "connecting to the proxy",
        DialStage.Send => "sending",
        DialStage.Wait => "waiting for the answer",
        _ => "receiving the answer",
    };
}
