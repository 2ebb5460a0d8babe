using System.Net;

namespace LoadProbe.Probing;

/// <summary>
/// One connection: when it was made, and how many bytes went over its socket. Its streams tell it of each read and
/// write, and it tells the clock of its customer's request.
/// </summary>
internal sealed class ConnectionMeter(RequestClock clock, TimeProvider time)
{
    private long _rawReadFrom;

    /// <summary>How far the making of the connection has come.</summary>
    public DialStage Stage { get => IsOnWayToProxy ? DialStage.Proxy : field; set; } = DialStage.Dns;

    /// <summary>It is being made to a proxy, and is not there yet.</summary>
    public bool IsOnWayToProxy { get; set; }

    /// <summary>It speaks HTTP/2, where a connection has talk of its own besides requests.</summary>
    public bool IsShared { get; init; }

    public long DnsStart { get; set; }
    public long ConnectStart { get; set; }
    public long TlsStart { get; set; }
    public long Ready { get; set; }
    public bool LookedUp { get; set; }
    public bool IsTls { get; set; }
    public MeasuredStream? Stream { get; set; }
    public IPEndPoint? Local { get; set; }
    public IPEndPoint? Remote { get; set; }
    public TlsSession? Tls { get; set; }
    public long RawSent { get; private set; }
    public long RawReceived { get; private set; }

    public void RawWrote(int bytes) => RawSent += bytes;

    public void RawRead(int bytes)
    {
        _rawReadFrom = RawReceived;
        RawReceived += bytes;
    }

    /// <summary>A write begins.</summary>
    public void Writing() => clock.Writing(this);

    public void Wrote() => clock.Wrote(this);

    /// <summary>Bytes of an answer arrived.</summary>
    public void Read(int bytes)
    {
        if (bytes > 0) clock.Read(this, _rawReadFrom);
    }

    /// <summary>What the kernel knows of the connection; null when it is closed.</summary>
    public TcpInfo? ReadTcpInfo() => Stream?.ReadTcpInfo();

    /// <summary>The result of a step that had the connection for itself, with what is known of that.</summary>
    public StepResult Told(StepResult result, TcpInfo? tcp) => result with
    {
        Remote = Remote,
        BytesSent = RawSent,
        BytesReceived = RawReceived,
        Tls = Tls,
        Tcp = tcp,
        Connection = Local is { } local && Remote is { } remote ? new ConnectionUse(local, remote, 0, RawSent, 0, RawReceived, result.Started, result.Started + result.Duration) : null,
    };

    /// <summary>The time that making the connection took, as far as it went by <paramref name="now"/>.</summary>
    public Phases Made(long now)
    {
        long dnsEnd = ConnectStart == 0 ? now : ConnectStart;
        long connectEnd = IsTls && TlsStart != 0 ? TlsStart : Ready == 0 ? now : Ready;
        return new Phases
        {
            Dns = LookedUp ? time.GetElapsedTime(DnsStart, dnsEnd) : null,
            Connect = ConnectStart == 0 ? null : time.GetElapsedTime(ConnectStart, connectEnd),
            Tls = TlsStart == 0 ? null : time.GetElapsedTime(TlsStart, Ready == 0 ? now : Ready),
        };
    }
}
