using System.Net;
using System.Text.Json;

namespace LoadProbe.Browser;

/// <summary>
/// The network log of one browser, read for one thing: our own end of each of its sockets, by the number under which the browser
/// speaks of the connection elsewhere too. The file is in a folder of this user's alone and has no name any more once it is open: it
/// tells of addresses that pages asked for.
/// </summary>
internal sealed class NetLog : IDisposable
{
    private const int MostSockets = 50_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, IPEndPoint> _locals = [];
    private readonly byte[] _buffer = new byte[65536];
    private FileStream? _file;
    private int _held;
    private bool _tooLong;

    /// <summary>What the browser is started with to write it.</summary>
    public string Argument => $"--log-net-log={Path.Combine(_folder, "net.json")}";

    /// <summary>Takes the file's name away when the browser has opened it; until then it is looked for again.</summary>
    public void Hide()
    {
        lock (_lock)
        {
            try
            {
                // It stays until both have closed it.
                _file ??= new FileStream(Path.Combine(_folder, "net.json"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
                if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                // It is not there yet, or never will be: our own ends are not known.
            }
        }
    }

    /// <summary>Our end of a connection; null when the log does not tell.</summary>
    public IPEndPoint? Local(long connection)
    {
        lock (_lock)
        {
            if (!_locals.ContainsKey(connection)) Read();
            return _locals.GetValueOrDefault(connection);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        }
    }

    // An event is a line. One longer than the buffer is not of a socket.
    private void Read()
    {
        if (_file is null) Hide();
        while (_file is not null)
        {
            int read = _file.Read(_buffer, _held, _buffer.Length - _held);
            if (read == 0) return;
            int length = _held + read, from = 0;
            for (int end; (end = _buffer.AsSpan(from, length - from).IndexOf((byte)'\n')) >= 0; from += end + 1)
            {
                if (!_tooLong) Take(_buffer.AsSpan(from, end));
                _tooLong = false;
            }

            _buffer.AsSpan(from, length - from).CopyTo(_buffer);
            _held = length - from;
            if (_held < _buffer.Length) continue;
            (_held, _tooLong) = (0, true);
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\"local_address\":\""u8) < 0 || line.IndexOf("\"remote_address\":\""u8) < 0 || _locals.Count >= MostSockets) return;
        try
        {
            var reader = new Utf8JsonReader(line.TrimEnd(", \r"u8));
            using JsonDocument json = JsonDocument.ParseValue(ref reader);
            JsonElement parameters = json.RootElement.GetProperty("params");
            if (IPEndPoint.TryParse(parameters.GetProperty("local_address").GetString()!, out IPEndPoint? local)) _locals[json.RootElement.GetProperty("source").GetProperty("id").GetInt64()] = local;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Another event than that of a socket's beginning.
        }
    }
}
