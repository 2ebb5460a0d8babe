using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

/// <summary>A name server of the test's own, over UDP and TCP on one port: turns a question into what it sends back.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="overUdp">The datagrams that answer a question, in order.</param>
    /// <param name="overTcp">The answer to a question over TCP.</param>
    public NameServer(Func<byte[], byte[][]> overUdp, Func<byte[], byte[]>? overTcp = null)
    {
        // TCP first: its free port is free for UDP too, on a machine that just gave it out.
        _tcp = new TcpListener(IPAddress.Loopback, 0);
        _tcp.Start();
        _udp.Bind(_tcp.LocalEndpoint);
        _serving = Task.WhenAll(ServeUdpAsync(overUdp), overTcp is null ? Task.CompletedTask : ServeTcpAsync(overTcp));
    }

    public IPEndPoint Address => (IPEndPoint)_udp.LocalEndPoint!;

    public Target Target => new() { Name = "names", Address = new Uri($"http://127.0.0.1:{Address.Port}/") };

    /// <summary>An answer with the id and question of <paramref name="question"/>, records of type A, and more flags.</summary>
    public static byte[] Answer(byte[] question, int responseCode = 0, bool truncated = false, params string[] addresses)
    {
        var answer = new List<byte>(question) { };
        answer[2] = (byte)(0x80 | (truncated ? 2 : 0));
        answer[3] = (byte)responseCode;
        answer[7] = (byte)addresses.Length;
        foreach (string address in addresses) answer.AddRange([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. IPAddress.Parse(address).GetAddressBytes()]);
        return [.. answer];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _udp.Dispose();
        _tcp.Dispose();
        _end.Dispose();
    }

    private async Task ServeUdpAsync(Func<byte[], byte[][]> answers)
    {
        byte[] buffer = new byte[512];
        while (true)
        {
            SocketReceiveFromResult asked = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
            foreach (byte[] answer in answers(buffer[..asked.ReceivedBytes])) await _udp.SendToAsync(answer, asked.RemoteEndPoint, _end.Token);
        }
    }

    private async Task ServeTcpAsync(Func<byte[], byte[]> answer)
    {
        using TcpClient client = await _tcp.AcceptTcpClientAsync(_end.Token);
        byte[] length = new byte[2];
        await client.GetStream().ReadExactlyAsync(length, _end.Token);
        byte[] question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await client.GetStream().ReadExactlyAsync(question, _end.Token);
        byte[] said = answer(question);
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)said.Length);
        await client.GetStream().WriteAsync((byte[])[.. length, .. said], _end.Token);
    }
}
