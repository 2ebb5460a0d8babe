using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>
/// Answers that are wrong in every way: each dial ends, in time, and leaves no socket behind. A few thousand here,
/// 100,000 with LOADPROBE_FUZZ=100000.
/// </summary>
[Collection("fuzz")]
public sealed class FuzzTests
{
    private static readonly byte[][] Answers = [.. new[]
    {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "HTTP/1.0 200 OK\r\nSet-Cookie: a=b; Path=/; Expires=Wed, 09 Jun 2027 10:18:14 GMT\r\n\r\nuntil the end",
        "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 25\r\n\r\n{\"state\":\"ok\",\"n\":[1,2]}\n",
    }.Select(Encoding.ASCII.GetBytes), Zipped()];

    [Fact]
    public async Task An_HTTP_answer()
    {
        await using var acceptor = new Acceptor(socket => TalkAsync(socket, async random =>
        {
            byte[] request = new byte[4096];
            if (await socket.ReceiveAsync(request) > 0) await socket.SendAsync(Mutation.Of(Answers[random.Next(Answers.Length)], random));
        }));
        Target target = new() { Name = "odd", Address = new Uri($"http://127.0.0.1:{acceptor.Port}/") };
        HttpStep[] steps =
        [
            Dialled.Get("/", new HttpExpectation { Body = [new Match { Contains = Dialled.Text("hello") }] }),
            Dialled.Get("/", null, new Save("state", SaveSource.Json, Path: JsonPath.Parse("$.state"))),
            Dialled.Get("/"),
        ];
        await Fuzzing.AssertKeptAsync("HTTP", Fuzzing.Count(40), number => Dialled.StepAsync(target, steps[number % steps.Length], Fuzzing.Allowed));
    }

    [Fact]
    public async Task A_DNS_answer()
    {
        int asked = 0;
        await using var names = new NameServer(question =>
        {
            var random = new Random(Interlocked.Increment(ref asked));
            byte[] answer = Mutation.Of(NameServer.Answer(question, addresses: ["10.0.0.1", "10.0.0.2"]), random);
            // Most of them are for this question, so that they are read on.
            if (random.Next(8) > 0 && answer.Length > 2) question.AsSpan(0, 2).CopyTo(answer);
            return [answer];
        }, question => Mutation.Of(NameServer.Answer(question, addresses: ["10.0.0.1"]), new Random(Interlocked.Increment(ref asked))));
        DnsStep[] steps = [.. new[] { DnsRecordType.A, DnsRecordType.Txt, DnsRecordType.Mx }.Select(type => new DnsStep { Name = "dns", At = default, Question = Dialled.Text("odd.test"), Type = type, Server = Dialled.Text(names.Address.ToString()), Answer = new Match { Is = Dialled.Text("10.0.0.1") } })];
        await Fuzzing.AssertKeptAsync("DNS", Fuzzing.Count(30), number => Dialled.StepAsync(names.Target, steps[number % steps.Length], TimeSpan.FromMilliseconds(60)));
    }

    [Fact]
    public async Task A_TLS_handshake()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(10));
        await using var acceptor = new Acceptor(socket => TalkAsync(socket, async random =>
        {
            await using var between = new MutatingStream(new NetworkStream(socket), random);
            await using var tls = new SslStream(between);
            await tls.AuthenticateAsServerAsync(certificate.Certificate);
            while (await tls.ReadAsync(new byte[256]) > 0) continue;
        }));
        Target target = new() { Name = "odd", Address = new Uri($"https://127.0.0.1:{acceptor.Port}/"), Tls = new TlsTrust(AuthorityFile: certificate.PemFile) };
        var step = new TlsStep { Name = "tls", At = default };
        await Fuzzing.AssertKeptAsync("TLS", Fuzzing.Count(20), _ => Dialled.StepAsync(target, step, Fuzzing.Allowed));
    }

    // The kernel gives no mutated ones: what it would hand over is read as it comes.
    [Fact]
    public void An_ICMP_answer()
    {
        IPAddress four = IPAddress.Parse("10.0.0.9"), six = IPAddress.Parse("fd00::9");
        int count = Fuzzing.Count(10), own = 0, others = 0;
        if (PathSocket.Open(PathProtocol.Icmp, four, 0) is not { } socket) Assert.Skip("raw sockets need CAP_NET_RAW");
        else
        {
            using (socket)
            {
                byte[] request = new byte[64];
                Echo.Write(request, AddressFamily.InterNetwork, 7, 1);
                byte[] header = [0x45, 0, 0, 84, 0, 0, 0, 0, 1, 1, 0, 0, 10, 0, 0, 1, .. four.GetAddressBytes()];
                byte[] exceeded = [0x45, 0, 0, 112, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 11, 0, 0, 0, 0, 0, 0, 0, .. header, .. request];
                byte[] reply = [.. header, .. request];
                reply[20] = 0;
                byte[] exceeded6 = [3, 0, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 64, 58, 1, .. six.GetAddressBytes(), .. six.GetAddressBytes(), .. request];
                for (int i = 0; i < count; i++)
                {
                    var random = new Random(i);
                    byte[] bytes = Mutation.Of((i % 3) switch { 0 => exceeded, 1 => reply, _ => exceeded6 }, random);
                    if (IcmpError.TryRead(IcmpError.WithoutHeader(bytes, AddressFamily.InterNetwork), AddressFamily.InterNetwork, out _)) own++;
                    if (IcmpError.TryRead(bytes, AddressFamily.InterNetworkV6, out _)) own++;
                    if (socket.Read(socket.Heard[0], bytes, four) is null) others++;
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"ICMP: {count} answers, {own} errors read, {others} of nobody's");
        Assert.True(own > 0 && others > 0, $"{own} read, {others} passed over");
    }

    // What comes after is: nothing more, a reset, or for a few silence.
    private static async Task TalkAsync(Socket socket, Func<Random, Task> talk)
    {
        using (socket)
        {
            var random = new Random(Interlocked.Increment(ref _connections));
            try
            {
                await talk(random);
                switch (random.Next(40))
                {
                    case 0:
                        // Until the dial gives up.
                        while (await socket.ReceiveAsync(new byte[256]) > 0) continue;
                        break;
                    case < 8:
                        socket.LingerState = new LingerOption(true, 0);
                        break;
                    default:
                        socket.Shutdown(SocketShutdown.Send);
                        break;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
            {
                // The dial has gone away, as it may.
            }
        }
    }

    private static int _connections;

    private static byte[] Zipped()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write("hello hello hello hello"u8);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), .. packed.ToArray()];
    }
}
