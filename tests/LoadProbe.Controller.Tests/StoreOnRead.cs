using System.Reflection;

namespace LoadProbe.Controller.Tests;

/// <summary>A store in which something happens after the snapshots of a run were read, and before whoever asked has them.</summary>
public class StoreOnRead : DispatchProxy
{
    private IStore _store = null!;
    private Func<Task> _happens = null!;

    public static IStore Of(IStore store, Func<Task> happens)
    {
        IStore proxy = Create<IStore, StoreOnRead>();
        ((StoreOnRead)proxy)._store = store;
        ((StoreOnRead)proxy)._happens = happens;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? answer = targetMethod!.Invoke(_store, args);
        return answer is Task<IReadOnlyList<Snapshot>> read ? AfterAsync(read) : answer;
    }

    private async Task<IReadOnlyList<Snapshot>> AfterAsync(Task<IReadOnlyList<Snapshot>> read)
    {
        IReadOnlyList<Snapshot> told = await read;
        await _happens();
        return told;
    }
}
