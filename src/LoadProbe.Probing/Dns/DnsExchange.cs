using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>One question to a name server over UDP, TCP or TLS, and its answer; over TCP as well when the answer did not fit in a datagram.</summary>
internal sealed class DnsExchange(Connector connector, DnsStep step, Endpoint server, TimeProvider time)
{
    private static readonly List<SslApplicationProtocol> Protocols = [new("dot")];

    private readonly RequestClock _clock = new(time);
    private ConnectionMeter? _connection;
    private bool _lookedUp;
    private long _start, _found, _sent, _answered;
    private int _datagrams;

    /// <summary>The server; null = its name led nowhere.</summary>
    public IPEndPoint? Remote { get; private set; }

    public TlsSession? Tls => _connection?.Tls;

    public long BytesSent => _datagrams + (_connection?.RawSent ?? 0);

    public long BytesReceived { get => field + (_connection?.RawReceived ?? 0); private set; }

    public DialStage Stage => _connection is not null ? _clock.Used is null && _connection.Ready != 0 ? DialStage.Wait : _clock.Stage : _found == 0 ? DialStage.Dns : DialStage.Wait;

    /// <exception cref="DialException">It may not be asked, or cannot be reached.</exception>
    /// <exception cref="SocketException">Nobody is there.</exception>
    /// <exception cref="IOException">Nobody is any more.</exception>
    public async Task<DnsAnswer> RunAsync(byte[] question, CancellationToken token)
    {
        _start = time.GetTimestamp();
        Remote = await FindAsync(token).ConfigureAwait(false);
        _found = time.GetTimestamp();
        if (step.Over != DnsWay.Udp) return await OverStreamAsync(Remote, question, token).ConfigureAwait(false);
        DnsAnswer answer = await OverUdpAsync(Remote, question, token).ConfigureAwait(false);
        return answer.IsTruncated ? await OverStreamAsync(Remote, question, token).ConfigureAwait(false) : answer;
    }

    /// <summary>Where the time went until <paramref name="end"/>: that of the datagrams and of the connection together.</summary>
    public Phases Phases(long end)
    {
        var phases = new Phases { Dns = _lookedUp ? time.GetElapsedTime(_start, _found == 0 ? end : _found) : null };
        if (_sent != 0) phases += new Phases { Send = time.GetElapsedTime(_found, _sent), Wait = time.GetElapsedTime(_sent, _answered == 0 ? end : _answered) };
        return _connection is null ? phases : phases + _clock.Phases(end);
    }

    private async Task<IPEndPoint> FindAsync(CancellationToken token)
    {
        if (IPAddress.TryParse(server.Host, out IPAddress? address))
        {
            await connector.LookUpAsync(server.Host, new ConnectionMeter(_clock, time), token).ConfigureAwait(false);
            var literal = new IPEndPoint(address, server.Port);
            return connector.Refusal(literal, isOurs: step.Server is null) is { } refusal ? throw new DialException(refusal.Outcome, refusal.Detail) : literal;
        }

        _lookedUp = true;
        IPAddress[] addresses = await connector.LookUpAsync(server.Host, new ConnectionMeter(_clock, time), token).ConfigureAwait(false);
        return new IPEndPoint(connector.Allowed(server.Host, addresses, server.Port)[0], server.Port);
    }

    private async Task<DnsAnswer> OverUdpAsync(IPEndPoint to, byte[] question, CancellationToken token)
    {
        using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(to, token).ConfigureAwait(false);
        await socket.SendAsync(question, token).ConfigureAwait(false);
        (_sent, _datagrams) = (time.GetTimestamp(), question.Length);
        byte[] buffer = new byte[4096];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, token).ConfigureAwait(false);
            if (Answer(question, buffer.AsSpan(0, length)) is not { } answer) continue;
            (_answered, BytesReceived) = (time.GetTimestamp(), length);
            return answer;
        }
    }

    private async Task<DnsAnswer> OverStreamAsync(IPEndPoint to, byte[] question, CancellationToken token)
    {
        var meter = new ConnectionMeter(_clock, time);
        _clock.Start(time.GetTimestamp());
        _clock.Making(meter);
        _connection = meter;
        bool secure = step.Over == DnsWay.Tls;
        Stream stream = await connector.ConnectAsync(server.Host, to, meter, clocked: !secure, token).ConfigureAwait(false);
        if (secure) stream = await connector.SecureAsync((MeasuredStream)stream, meter, step.ServerName ?? server.Host, Protocols, token).ConfigureAwait(false);
        await using Stream open = stream;
        byte[] bytes = await DnsStream.AskAsync(stream, question, token).ConfigureAwait(false);
        return Answer(question, bytes) ?? throw new DialException(Outcome.ProtocolError, $"the {bytes.Length} bytes that {to} sent are no answer to this question");
    }

    private static DnsAnswer? Answer(byte[] question, ReadOnlySpan<byte> bytes) =>
        DnsAnswer.Read(bytes) is { IsAnswer: true } answer && bytes[..2].SequenceEqual(question.AsSpan(0, 2)) ? answer : null;
}
