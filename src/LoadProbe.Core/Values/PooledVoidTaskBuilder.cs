using System.Runtime.CompilerServices;

namespace LoadProbe.Core;

/// <summary>A <see cref="PooledTaskBuilder{TResult}"/> for methods that return nothing.</summary>
public struct PooledVoidTaskBuilder
{
    private PooledCall<bool>? _call;
    private Exception? _fault;

    public static PooledVoidTaskBuilder Create() => default;

    public readonly ValueTask Task =>
        _call is not null ? new ValueTask(_call, _call.Version) : _fault is not null ? ValueTask.FromException(_fault) : ValueTask.CompletedTask;

    public readonly void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public readonly void SetResult() => _call?.SetResult(true);

    public void SetException(Exception fault)
    {
        if (_call is null) _fault = fault;
        else _call.SetException(fault);
    }

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine) where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine =>
        awaiter.OnCompleted(PooledCall<bool, TMachine>.Of(ref _call, ref machine));

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine) where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine =>
        awaiter.UnsafeOnCompleted(PooledCall<bool, TMachine>.Of(ref _call, ref machine));
}
