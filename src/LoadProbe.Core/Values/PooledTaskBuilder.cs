using System.Runtime.CompilerServices;

namespace LoadProbe.Core;

/// <summary>
/// Builds the task of an async method that thousands of customers are in at once, begun on one thread and ended on another.
/// What the method keeps while it waits is used again by the next call, from one pool for all threads, so that no call
/// allocates. The runtime's own pooling builder keeps one for each thread and one for each processor: enough where calls
/// end on the thread that began them. The task may be awaited once; the caller's <see cref="ExecutionContext"/> does not flow.
/// </summary>
/// <typeparam name="TResult">What the method returns.</typeparam>
public struct PooledTaskBuilder<TResult>
{
    private PooledCall<TResult>? _call;
    private Exception? _fault;
    private TResult _result;

    public static PooledTaskBuilder<TResult> Create() => default;

    public readonly ValueTask<TResult> Task =>
        _call is not null ? new ValueTask<TResult>(_call, _call.Version) : _fault is not null ? ValueTask.FromException<TResult>(_fault) : new ValueTask<TResult>(_result);

    public readonly void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public void SetResult(TResult result)
    {
        if (_call is null) _result = result;
        else _call.SetResult(result);
    }

    public void SetException(Exception fault)
    {
        if (_call is null) _fault = fault;
        else _call.SetException(fault);
    }

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine) where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine =>
        awaiter.OnCompleted(PooledCall<TResult, TMachine>.Of(ref _call, ref machine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine) where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine =>
        awaiter.UnsafeOnCompleted(PooledCall<TResult, TMachine>.Of(ref _call, ref machine));
}
