using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace LoadProbe.Probing;

/// <summary>
/// A connection's socket, read when the kernel said that there is something to read. The runtime tries each read before it
/// waits: a system call for nothing to each request. One read at a time; <paramref name="done"/> is told of its bytes first,
/// and <paramref name="failed"/> of the error that ends it.
/// </summary>
internal sealed class PolledSocket(Socket socket, Action<int> done, Action<SocketError>? failed = null) : IValueTaskSource<int>, IDisposable
{
    private const int Nothing = 0, News = 1, Waited = 2, Closed = 3;

    private ManualResetValueTaskSourceCore<int> _core;
    private SocketPoller? _poller;
    private TaskCompletionSource? _connecting;
    private Memory<byte> _buffer;
    private int _state;
    private volatile bool _ends;
    private volatile bool _isCancelled;

    /// <summary>Its own at the poller, which gives it.</summary>
    public long Ticket { get; set; }

    /// <summary>Connects the socket. It is to be disposed when this fails.</summary>
    /// <exception cref="SocketException">There is no connection to be had.</exception>
    public async Task ConnectAsync(IPEndPoint to, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        socket.Blocking = false;
        TaskCompletionSource? connecting = SocketCalls.Connect(socket, to) ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        _connecting = connecting;
        SocketPoller poller = SocketPoller.Next();
        poller.Watch(this, socket.SafeHandle);
        _poller = poller;
        if (connecting is null) return;
        await connecting.Task.WaitAsync(token).ConfigureAwait(false);
        _connecting = null;
        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0) throw new SocketException(error);
    }

    /// <summary>Reads what there is, once there is something; nothing at the end. Into no room it only waits.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        _core.Reset();
        (_buffer, _isCancelled) = (buffer, false);
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Nothing, News) == News && TryRead(out int read, out IOException? fault))
            {
                return fault is null ? new ValueTask<int>(read) : ValueTask.FromException<int>(fault);
            }

            int before = Interlocked.CompareExchange(ref _state, Waited, Nothing);
            if (before == Nothing) return new ValueTask<int>(this, _core.Version);
            if (before == Closed) return ValueTask.FromException<int>(SocketErrors.Broken(SocketError.OperationAborted));
        }
    }

    /// <summary>The next read tries, whether news came or not.</summary>
    public void Look() => Interlocked.CompareExchange(ref _state, News, Nothing);

    /// <summary>Ends a read that waits. The next one may go on where it would have.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        if (Interlocked.CompareExchange(ref _state, Nothing, Waited) == Waited) _core.SetException(new OperationCanceledException());
    }

    /// <summary>For the poller: something happened.</summary>
    public void Hear(uint news)
    {
        if ((news & (SocketNews.Writable | SocketNews.Ends)) != 0) _connecting?.TrySetResult();
        if ((news & (SocketNews.Readable | SocketNews.Ends)) == 0) return;
        if ((news & SocketNews.Ends) != 0) _ends = true;
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, News, Nothing))
            {
                case Waited when Interlocked.CompareExchange(ref _state, Nothing, Waited) == Waited:
                    Serve();
                    return;
                case Waited:
                    continue;
                default:
                    return;
            }
        }
    }

    /// <summary>Closes the socket; a read that waits fails. For any thread.</summary>
    public void Dispose()
    {
        int before = Interlocked.Exchange(ref _state, Closed);
        if (before == Closed) return;
        socket.Dispose();
        _poller?.Forget(this);
        // Whoever closes has no time for what the reader does next.
        if (before == Waited) ThreadPool.UnsafeQueueUserWorkItem(static s => s.Fail(), this, preferLocal: false);
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    // The reader who waited is ours alone now: he is told what there is, or waits again.
    private void Serve()
    {
        while (true)
        {
            if (TryRead(out int read, out IOException? fault))
            {
                if (fault is null) _core.SetResult(read);
                else _core.SetException(fault);
                return;
            }

            switch (Interlocked.CompareExchange(ref _state, Waited, Nothing))
            {
                case Nothing:
                    // It may have been cancelled while we looked, and not been there.
                    if (_isCancelled) Cancel();
                    return;
                case Closed:
                    Fail();
                    return;
                default:
                    Interlocked.CompareExchange(ref _state, Nothing, News);
                    break;
            }
        }
    }

    private void Fail() => _core.SetException(SocketErrors.Broken(SocketError.OperationAborted));

    private bool TryRead(out int read, out IOException? fault)
    {
        (read, fault) = (0, null);
        if (_buffer.IsEmpty)
        {
            // Whoever waits without room, as TLS does, reads next, and finds out what it is.
            Interlocked.CompareExchange(ref _state, News, Nothing);
            return true;
        }

        try
        {
            read = SocketCalls.Receive(socket, _buffer);
            if (read < 0)
            {
                SocketError error = SocketErrors.LastCode;
                if (error == SocketError.WouldBlock) return false;
                failed?.Invoke(error);
                fault = SocketErrors.Broken(error);
                return true;
            }

            // There may be more than there was room for; and after the end each read says so.
            if (read == _buffer.Length || _ends) Interlocked.CompareExchange(ref _state, News, Nothing);
            done(read);
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread just now.
            fault = SocketErrors.Broken(SocketError.OperationAborted);
        }

        return true;
    }
}
