using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>A connection of which a <see cref="NetworkMeter"/> knows, from its beginning to its end.</summary>
internal sealed class CountedConnection
{
    private readonly Socket _socket;
    private readonly NetworkMeter _meter;
    private readonly Lock _lock = new();
    private TcpCount _before;
    private bool _isDone;
    private int _isReset;

    public CountedConnection(Socket socket, NetworkMeter meter)
    {
        (_socket, _meter) = (socket, meter);
        meter.Opened(this);
    }

    /// <summary>The meter's own.</summary>
    public int Place { get; set; }

    /// <summary>Tells what the kernel counted since the last time.</summary>
    public void Read()
    {
        lock (_lock)
        {
            if (_isDone) return;
            if (Now() is not { } now)
            {
                _isDone = true;
                return;
            }

            _meter.Add(_before, now);
            _before = now;
        }
    }

    /// <summary>Tells the last of it, while there is a socket yet; once.</summary>
    public void Close()
    {
        Read();
        lock (_lock) _isDone = true;
        _meter.Closed(this);
    }

    /// <summary>A read or a write failed.</summary>
    public void Failed(SocketError error)
    {
        if (error is SocketError.ConnectionReset or SocketError.Shutdown && Interlocked.Exchange(ref _isReset, 1) == 0) _meter.Reset();
    }

    // A kernel that does not tell once never does.
    private TcpCount? Now()
    {
        Span<byte> option = stackalloc byte[TcpInfo.Size];
        try
        {
            return TcpCount.Parse(option[.._socket.GetRawSocketOption(TcpInfo.Level, TcpInfo.Option, option)]);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
