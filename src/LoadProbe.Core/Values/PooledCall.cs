using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace LoadProbe.Core;

/// <summary>A call of an async method that had to wait: its task.</summary>
internal abstract class PooledCall<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _end;

    public short Version => _end.Version;

    public void SetResult(TResult result) => _end.SetResult(result);

    public void SetException(Exception fault) => _end.SetException(fault);

    public TResult GetResult(short token)
    {
        try
        {
            return _end.GetResult(token);
        }
        finally
        {
            _end.Reset();
            Release();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _end.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _end.OnCompleted(continuation, state, token, flags);

    protected abstract void Release();
}

/// <summary>The same with what the method keeps while it waits, and the pool of those that are free.</summary>
internal sealed class PooledCall<TResult, TMachine> : PooledCall<TResult> where TMachine : IAsyncStateMachine
{
    private static readonly Lock Pool = new();
    private static PooledCall<TResult, TMachine>? s_free;

    // A thread that ends what it began asks nobody.
    [ThreadStatic]
    private static PooledCall<TResult, TMachine>? t_free;

    private readonly Action _goOn;
    private TMachine? _machine;
    private PooledCall<TResult, TMachine>? _next;

    private PooledCall() => _goOn = GoOn;

    /// <summary>What goes on with the method that is about to wait.</summary>
    public static Action Of(ref PooledCall<TResult>? known, ref TMachine machine)
    {
        if (known is not null) return Unsafe.As<PooledCall<TResult, TMachine>>(known)._goOn;
        PooledCall<TResult, TMachine> call = Take() ?? new PooledCall<TResult, TMachine>();
        // The machine holds what is known: it is copied with it.
        known = call;
        call._machine = machine;
        return call._goOn;
    }

    protected override void Release()
    {
        _machine = default;
        if (t_free is null)
        {
            t_free = this;
            return;
        }

        lock (Pool)
        {
            _next = s_free;
            s_free = this;
        }
    }

    private static PooledCall<TResult, TMachine>? Take()
    {
        if (t_free is { } own)
        {
            t_free = null;
            return own;
        }

        lock (Pool)
        {
            PooledCall<TResult, TMachine>? call = s_free;
            if (call is null) return null;
            s_free = call._next;
            call._next = null;
            return call;
        }
    }

    private void GoOn() => _machine!.MoveNext();
}
