using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A server of the test's own on a free port of 127.0.0.1, or of another address: does with each connection what a test wants.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    /// <param name="talk">What it does with a connection; then the connection ends.</param>
    /// <param name="tls">From the beginning.</param>
    public ScriptedServer(Func<Stream, CancellationToken, Task> talk, SslServerAuthenticationOptions? tls = null, IPAddress? at = null)
    {
        _listener = new TcpListener(at ?? IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync(talk, tls);
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>One answer by HTTP to each connection's request, chosen by its path.</summary>
    public static ScriptedServer Http(Func<string, Stream, CancellationToken, Task> answer, SslServerAuthenticationOptions? tls = null, IPAddress? at = null) => new(async (stream, token) =>
    {
        string request = await HeadAsync(stream, token);
        if (request.Length > 0) await answer(request.Split(' ')[1], stream, token);
    }, tls, at);

    public static ValueTask SayAsync(Stream stream, string text, CancellationToken token) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), token);

    public static async Task<string> LineAsync(Stream stream, CancellationToken token)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, token) == 1 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static async Task<string> HeadAsync(Stream stream, CancellationToken token)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, token) == 0) return "";
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private async Task AcceptAsync(Func<Stream, CancellationToken, Task> talk, SslServerAuthenticationOptions? tls)
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(TalkAsync(await _listener.AcceptSocketAsync(_end.Token), talk, tls));
        }
        finally
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(Socket socket, Func<Stream, CancellationToken, Task> talk, SslServerAuthenticationOptions? tls)
    {
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        Stream stream = plain;
        try
        {
            if (tls is not null)
            {
                var secure = new SslStream(plain);
                stream = secure;
                await secure.AuthenticateAsServerAsync(tls, _end.Token);
            }

            await talk(stream, _end.Token);
            await stream.FlushAsync(_end.Token);
            if (stream is SslStream said) await said.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException or InvalidOperationException)
        {
            // Whoever dialled has gone, or did not like the certificate: that is what the test is about.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }
}
