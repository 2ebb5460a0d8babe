using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A name server of the test's own over UDP: answers by the first label of the name that is asked for.</summary>
internal sealed class ScriptedNames : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public ScriptedNames()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync();
    }

    public string Address => _socket.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[512];
        while (true)
        {
            SocketReceiveFromResult asked = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
            byte[] question = buffer[..asked.ReceivedBytes];
            if (Answer(question, Encoding.ASCII.GetString(question, 13, question[12])) is { } answer) await _socket.SendToAsync(answer, asked.RemoteEndPoint, _end.Token);
        }
    }

    private static byte[]? Answer(byte[] question, string label) => label switch
    {
        "one" => With(question, 0, 1, 0, 0, Ip(1)),
        "many" => With(question, 0, 12, 0, 0, [.. Enumerable.Range(1, 12).SelectMany(i => Ip((byte)i))]),
        "parts" => With(question, 0, 1, 2, 1, [.. Ip(1), .. Record(2, [2, (byte)'n', (byte)'s', 0xC0, 12]), .. Record(2, [1, (byte)'b', 0xC0, 12]), .. Ip(9)]),
        "zone" => With(question, 0, 1, 0, 0, Record(6, [1, (byte)'a', 0, 1, (byte)'b', 0, 0x78, 0xA4, 1, 2, .. new byte[16]])),
        "text" => With(question, 0, 1, 0, 0, Record(16, [5, .. "v=\"1\""u8])),
        "nx" => With(question, 3, 0, 0, 0, []),
        "broken" => With(question, 2, 0, 0, 0, []),
        "cut" => With(question, 0, 3, 0, 0, [.. Ip(1), 0xC0, 12, 0, 1]),
        "long" => With(question, 0, 40, 0, 0, [.. Enumerable.Range(1, 40).SelectMany(i => Ip((byte)i))]),
        _ => null,
    };

    private static byte[] With(byte[] question, int code, byte answers, byte authorities, byte additionals, byte[] records)
    {
        byte[] answer = [.. question, .. records];
        (answer[2], answer[3], answer[7], answer[9], answer[11]) = ((byte)(0x80 | (question[2] & 1)), (byte)code, answers, authorities, additionals);
        return answer;
    }

    private static byte[] Ip(byte last) => Record(1, [192, 0, 2, last]);

    private static byte[] Record(byte type, byte[] value) => [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, (byte)value.Length, .. value];
}
