using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace LoadProbe.Probing;

/// <summary>
/// One direction of a socket, used again for each read or write, so that none allocates. Whoever waits goes on where
/// the runtime reports the completion; <paramref name="done"/> is told of the bytes first.
/// </summary>
internal sealed class SocketOperation(Socket socket, Action<int> done) : SocketAsyncEventArgs(true), IValueTaskSource<int>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<int> _core;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        SetBuffer(buffer);
        _core.Reset();
        if (socket.ReceiveAsync(this)) return new ValueTask<int>(this, _core.Version);
        if (SocketError != SocketError.Success) return ValueTask.FromException<int>(Failure());
        done(BytesTransferred);
        return new ValueTask<int>(BytesTransferred);
    }

    /// <summary>Sends all of it: on stream sockets the runtime reports no partial success.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        // The buffer is only read from.
        SetBuffer(MemoryMarshal.AsMemory(buffer));
        _core.Reset();
        if (socket.SendAsync(this)) return new ValueTask(this, _core.Version);
        if (SocketError != SocketError.Success) return ValueTask.FromException(Failure());
        done(BytesTransferred);
        return ValueTask.CompletedTask;
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (SocketError != SocketError.Success)
        {
            _core.SetException(Failure());
            return;
        }

        done(BytesTransferred);
        _core.SetResult(BytesTransferred);
    }

    // As a network stream says it: the HTTP handler and TLS know that form.
    private IOException Failure()
    {
        var fault = new SocketException((int)SocketError);
        return new IOException(fault.Message, fault);
    }
}
