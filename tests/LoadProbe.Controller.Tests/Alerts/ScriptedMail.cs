using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoadProbe.Controller.Tests;

/// <summary>An SMTP server that says what the test wants it to say to a command, and takes everything else.</summary>
internal sealed class ScriptedMail : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly (string Command, string Answer)[] _script;

    public ScriptedMail(params (string Command, string Answer)[] script)
    {
        _script = script;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The mail that it was given, with its head.</summary>
    public string Mail { get; private set; } = "";

    /// <summary>The commands that it was given.</summary>
    public List<string> Commands { get; } = [];

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) await ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The listener was closed, or whoever called went away.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient called = client;
        using var reader = new StreamReader(called.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(called.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 ready");
        while (await reader.ReadLineAsync() is { } command)
        {
            Commands.Add(command);
            string answer = _script.FirstOrDefault(s => command.StartsWith(s.Command, StringComparison.OrdinalIgnoreCase)).Answer ?? (command == "DATA" ? "354 go on" : "250 well");
            await writer.WriteAsync($"{answer}\r\n");
            if (!answer.StartsWith("354", StringComparison.Ordinal)) continue;
            var mail = new StringBuilder();
            while (await reader.ReadLineAsync() is { } line && line != ".") mail.Append(line).Append('\n');
            Mail = mail.ToString();
            await writer.WriteLineAsync("250 taken");
        }
    }
}
