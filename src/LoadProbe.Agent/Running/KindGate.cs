namespace LoadProbe.Agent;

/// <summary>Lets so many runs of probes in at once, by the kinds of their steps. Who finds no place does not wait for one.</summary>
internal sealed class KindGate(IReadOnlyDictionary<StepKind, int> most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StepKind, int> _running = most.Keys.ToDictionary(k => k, _ => 0);

    /// <summary>Null when there is no place; else the place, which is given back once.</summary>
    public IDisposable? TryEnter(Journey journey)
    {
        if (most.Count == 0) return Place.OfNobody;
        StepKind[] kinds = [.. journey.Steps.Select(s => s.Kind).Distinct().Where(most.ContainsKey)];
        lock (_lock)
        {
            if (kinds.Any(k => _running[k] >= most[k])) return null;
            foreach (StepKind kind in kinds) _running[kind]++;
        }

        return new Place(this, kinds);
    }

    private void Leave(StepKind[] kinds)
    {
        lock (_lock)
        {
            foreach (StepKind kind in kinds) _running[kind]--;
        }
    }

    private sealed class Place(KindGate? gate, StepKind[] kinds) : IDisposable
    {
        public static readonly Place OfNobody = new(null, []);

        public void Dispose() => gate?.Leave(kinds);
    }
}
