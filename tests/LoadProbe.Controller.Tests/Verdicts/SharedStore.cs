using System.Reflection;
using Npgsql;

namespace LoadProbe.Controller.Tests;

/// <summary>A store that several controllers may be on, as far as it says.</summary>
public class SharedStore : DispatchProxy
{
    // Nobody asks it anything.
    private readonly NpgsqlDataSource _shared = NpgsqlDataSource.Create("Host=127.0.0.1;Port=9");
    private IStore _store = null!;

    public static IStore Of(IStore store)
    {
        IStore proxy = Create<IStore, SharedStore>();
        ((SharedStore)proxy)._store = store;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == $"get_{nameof(IStore.Shared)}" ? _shared : targetMethod.Invoke(_store, args);
}
