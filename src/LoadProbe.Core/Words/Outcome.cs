namespace LoadProbe.Core;

/// <summary>
/// Why a step or a journey ended as it did: the stage it reached and what went wrong there. Never a bool, so that
/// the reason survives into every result, metric and report. <see cref="Outcomes"/> says whose fault each one is.
/// </summary>
public enum Outcome : byte
{
    Ok,

    DnsFailed,
    DnsTimedOut,

    ConnectRefused,
    ConnectFailed,
    ConnectTimedOut,

    TlsFailed,
    TlsUntrusted,
    TlsTimedOut,

    SendFailed,
    WaitTimedOut,
    ConnectionClosed,
    ReceiveFailed,
    ReceiveTimedOut,
    ProtocolError,
    TooLarge,

    StatusMismatch,
    HeaderMismatch,
    BodyMismatch,
    JsonMismatch,
    AnswerMismatch,
    NotSaved,
    TooSlow,
    PacketLoss,

    /// <summary>Somebody else answered, or with something else: an address, a certificate or a body that is not the target's.</summary>
    Hijacked,

    PageFailed,
    ElementMissing,
    TextMissing,
    ActionFailed,
    PageCrashed,

    /// <summary>An earlier step failed, so this one was not tried.</summary>
    Skipped,

    /// <summary>Somebody, or a shutdown, asked us to stop.</summary>
    Cancelled,

    /// <summary>The address is not in the target's allow-list: nothing was sent.</summary>
    NotAllowed,

    BrowserMissing,
    BrowserFailed,
    PermissionMissing,
    AgentFault,

    /// <summary>This machine had no file descriptor left for a connection.</summary>
    OutOfFiles,

    /// <summary>This machine had no local port left for a connection.</summary>
    OutOfPorts,

    /// <summary>This machine had no buffers or memory left for a connection.</summary>
    OutOfMemory,

    /// <summary>A table had no row for the run: all were used once, or its file can no longer be read. Nothing was sent.</summary>
    OutOfRows,

    /// <summary>The proxy on the way to the target could not be reached, or refused us: nothing was learned of the target.</summary>
    ProxyFailed,

    /// <summary>The agent's own limits do not allow the destination: nothing was sent.</summary>
    EgressRefused,

    /// <summary>What is needed to take a write back could not be kept on this machine's disk: the write was not sent.</summary>
    Unkept,

    /// <summary>The run failed while something was wrong with the agent itself, its network for one, that may be why.</summary>
    AgentSick,

    /// <summary>The program of a step is not there on this machine, or is none that may be run.</summary>
    ProgramMissing,
}
