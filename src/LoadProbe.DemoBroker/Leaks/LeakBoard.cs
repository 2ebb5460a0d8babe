namespace LoadProbe.DemoBroker;

/// <summary>The leak in force, if any; setting one replaces the former and counts anew.</summary>
/// <param name="instances">The instances of the orders service, any of which may be the one that leaks.</param>
internal sealed class LeakBoard(IReadOnlyList<string> instances)
{
    private volatile Leak? active;

    public IReadOnlyList<string> Instances => instances;

    public Leak? InForce => active;

    public void Set(Leak leak) => active = leak;

    public void Clear() => active = null;

    /// <summary>Whether the shadow order that the instance is about to accept loses its mark.</summary>
    public bool NextLeaks(string instance) => active?.Next(instance) ?? false;
}
