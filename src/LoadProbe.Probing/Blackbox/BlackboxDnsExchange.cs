using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>Sends one question to a name server, over what the module says, and takes its answer.</summary>
internal sealed class BlackboxDnsExchange(BlackboxCall call, IPEndPoint server, string host)
{
    private readonly BlackboxDnsProbe _dns = call.Module.Dns;

    /// <summary>When there was a way to send it; null = there was none.</summary>
    public long? Connected { get; private set; }

    /// <summary>Null after saying why there is no answer that can be read.</summary>
    /// <exception cref="SocketException">Nobody is there, or is any more.</exception>
    /// <exception cref="IOException">The same, over a connection.</exception>
    public Task<DnsAnswer?> RunAsync(byte[] question, CancellationToken token) => _dns.OverTcp ? OverTcpAsync(question, token) : OverUdpAsync(question, token);

    // As with the exporter an answer that was cut is not asked for again over TCP, and one that is longer than what
    // RFC 1035 has room for is malformed. An answer to something else may come late.
    private async Task<DnsAnswer?> OverUdpAsync(byte[] question, CancellationToken token)
    {
        const int room = 512;
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (_dns.SourceAddress is { } source) socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(server, token).ConfigureAwait(false);
        Connected = call.Time.GetTimestamp();
        await socket.SendAsync(question, token).ConfigureAwait(false);
        byte[] buffer = new byte[room];
        while (true)
        {
            // A longer one fills the buffer, and is told apart by lacking its end.
            int length = await socket.ReceiveAsync(buffer, token).ConfigureAwait(false);
            if (DnsAnswer.Read(buffer.AsSpan(0, length)) is not { } answer) return Malformed();
            if (IsTo(question, buffer)) return answer;
        }
    }

    private async Task<DnsAnswer?> OverTcpAsync(byte[] question, CancellationToken token)
    {
        await using Stream? way = await ConnectAsync(token).ConfigureAwait(false);
        if (way is null) return null;
        Connected = call.Time.GetTimestamp();
        byte[] bytes = await DnsStream.AskAsync(way, question, token).ConfigureAwait(false);
        return DnsAnswer.Read(bytes) is { } answer && IsTo(question, bytes) ? answer : Malformed();
    }

    private async Task<Stream?> ConnectAsync(CancellationToken token)
    {
        if (await BlackboxSockets.ConnectAsync(call, server, _dns.SourceAddress, token).ConfigureAwait(false) is not { } plain) return null;
        if (!_dns.OverTls) return plain;
        // No family tells of this handshake.
        using BlackboxTlsClient? tls = BlackboxTlsClient.Create(call, _dns.Tls, told: static _ => { });
        if (tls is not null) return await tls.SecureAsync(call, plain, _dns.Tls.ServerName ?? host, null, null, token).ConfigureAwait(false);
        await plain.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private DnsAnswer? Malformed()
    {
        call.Fail($"The answer of {server} is malformed, or to something else");
        return null;
    }

    private static bool IsTo(byte[] question, byte[] answer) => answer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2));
}
