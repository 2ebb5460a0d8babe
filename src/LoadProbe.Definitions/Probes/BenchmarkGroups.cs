namespace LoadProbe.Definitions;

/// <summary>Probes of one benchmark group are compared step by step and minute by minute: they must be alike in what they are compared by.</summary>
internal static class BenchmarkGroups
{
    /// <summary>Takes away those that are not like the first of their group, and says why.</summary>
    public static void Check(List<Probe> probes, Mistakes mistakes)
    {
        foreach (IGrouping<string?, Probe> group in probes.Where(p => p.Benchmark is not null).GroupBy(p => p.Benchmark).ToArray())
        {
            Probe first = group.First();
            foreach (Probe other in group.Skip(1))
            {
                if (Fault(first, other) is not { } fault) continue;
                mistakes.Add(other.At, $"benchmark {Quote.Bare(group.Key!)}: {fault}");
                probes.Remove(other);
            }
        }
    }

    private static string? Fault(Probe first, Probe other)
    {
        string where = $"in {first.At.File}";
        if (other.Every != first.Every) return $"every is {Scalars.Plain(other.Every!.Value)} here and {Scalars.Plain(first.Every!.Value)} {where}: make them the same";
        if (Labels(other) != Labels(first)) return $"from is {Labels(other)} here and {Labels(first)} {where}: make them the same";
        if (Steps(other) != Steps(first)) return $"the steps are {Steps(other)} here and {Steps(first)} {where}: give those that are compared the same name";
        return other.Journey.Target.Address == first.Journey.Target.Address ? $"the target is {other.Journey.Target.Address} here as {where}: a probe is compared with those of other targets" : null;
    }

    private static string Labels(Probe probe) => probe.From.Count == 0
        ? "all agents"
        : string.Join(", ", probe.From.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key} {string.Join(" or ", l.Value.Order(StringComparer.Ordinal))}"));

    private static string Steps(Probe probe) => string.Join(", ", probe.Journey.Steps.Select(s => s.Name));
}
