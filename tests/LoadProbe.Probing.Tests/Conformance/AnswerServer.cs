using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace LoadProbe.Probing.Tests;

/// <summary>
/// Gives each answer of the tables, byte for byte, to whoever asks for its number. Whatever else is asked for is answered
/// with the path, and the cookies that came with it.
/// </summary>
public sealed partial class AnswerServer : IAsyncDisposable
{
    private readonly Acceptor _acceptor;

    public AnswerServer()
    {
        _acceptor = new Acceptor(ConverseAsync);
    }

    public Target Target => new() { Name = "odd", Address = new Uri($"http://127.0.0.1:{_acceptor.Port}/") };

    public ValueTask DisposeAsync() => _acceptor.DisposeAsync();

    private async Task ConverseAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                while (await RequestAsync(socket) is { } request && await AnswerAsync(socket, request))
                {
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The customer went away first, as it should at half of these answers.
            }
        }
    }

    /// <summary>The headers of a request, and its body unless the answer comes early.</summary>
    private async Task<string?> RequestAsync(Socket socket)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[64 << 10];
        long missing = long.MaxValue;
        while (missing > 0)
        {
            int read = await socket.ReceiveAsync(buffer, SocketFlags.None, _acceptor.Token);
            if (read == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            int end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            if (Asked(text.ToString()) is { Early: true }) break;
            System.Text.RegularExpressions.Match length = Length().Match(text.ToString());
            missing = end + 4 + (length.Success ? long.Parse(length.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0) - text.Length;
        }

        return text.ToString();
    }

    /// <summary>Whether the connection goes on.</summary>
    private async Task<bool> AnswerAsync(Socket socket, string request)
    {
        if (Asked(request) is not { } answer)
        {
            string path = request.Split(' ')[1];
            string body = Cookie().Match(request) is { Success: true } cookie ? $"{path} {cookie.Groups[1].Value}" : path;
            await SayAsync(socket, OddAnswers.Say(body));
            return true;
        }

        if (answer.ByteByByte) foreach (char c in answer.Bytes) await SayAsync(socket, $"{c}");
        else if (answer.Bytes.Length > 0) await SayAsync(socket, answer.Bytes);
        switch (answer.Then)
        {
            case Afterwards.Stays when !answer.Early:
                return true;
            case Afterwards.Resets:
                socket.LingerState = new LingerOption(true, 0);
                return false;
            case Afterwards.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _acceptor.Token);
                return false;
            default:
                // Closing with bytes unread would be a reset, and might overtake the answer.
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(new byte[64 << 10], SocketFlags.None, _acceptor.Token) > 0)
                {
                }

                return false;
        }
    }

    private Task SayAsync(Socket socket, string bytes) => socket.SendAsync(Encoding.Latin1.GetBytes(bytes), _acceptor.Token).AsTask();

    private static OddAnswer? Asked(string request) => Number().Match(request) is { Success: true } number
        ? OddAnswers.All[int.Parse(number.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)] : null;

    [GeneratedRegex(@"^\w+ /(\d+) ")]
    private static partial Regex Number();

    [GeneratedRegex(@"\r\nContent-Length: (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"\r\nCookie: (.*)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex Cookie();
}
