using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace LoadProbe.Probing;

/// <summary>
/// Writes to a socket, used again for each one, so that none allocates. Whoever waits goes on where the runtime reports
/// the completion; <paramref name="done"/> is told of the bytes first, and <paramref name="failed"/> of what
/// went wrong.
/// </summary>
internal sealed class SocketWrites(Socket socket, Action<int> done, Action<SocketError>? failed = null) : SocketAsyncEventArgs(true), IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    /// <summary>Sends all of it: on stream sockets the runtime reports no partial success.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        // The buffer is only read from.
        SetBuffer(MemoryMarshal.AsMemory(buffer));
        _core.Reset();
        if (socket.SendAsync(this)) return new ValueTask(this, _core.Version);
        if (SocketError != SocketError.Success) return ValueTask.FromException(Broken());
        done(BytesTransferred);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (SocketError != SocketError.Success)
        {
            _core.SetException(Broken());
            return;
        }

        done(BytesTransferred);
        _core.SetResult(true);
    }

    private IOException Broken()
    {
        failed?.Invoke(SocketError);
        return SocketErrors.Broken(SocketError);
    }
}
