namespace LoadProbe.Definitions;

/// <summary>What must be as before when the load has ended: <c>recovered: { within: 2m, response p95: baseline + 10% }</c>.</summary>
internal static class RecoveryReader
{
    private const int MostPasses = 100;

    /// <param name="node">Null = nothing is said: production is held to <see cref="Recovery.Standard"/>, others to nothing.</param>
    /// <param name="target">What is pressed.</param>
    /// <param name="watched">Whose dials tell.</param>
    public static Recovery? Read(Node? node, Target? target, IReadOnlyList<Probe> watched, Mistakes mistakes)
    {
        if (node is null) return target?.Class == EnvironmentClass.Prod && watched.Count > 0 ? Recovery.Standard : null;
        if (node is not MappingNode mapping)
        {
            mistakes.Add(node.At, "recovered is a mapping: write for instance recovered: { within: 2m, response p95: baseline + 10% }");
            return null;
        }

        if (watched.Count == 0) mistakes.Add(node.At, "recovered, and no guard watches a probe whose dials would tell: add for instance guards: [probe NAME fails, else abort]");
        TimeSpan? within = null;
        int? passes = null;
        List<RecoveryLimit> limits = [];
        foreach ((TextNode key, Node value) in mapping.Entries)
        {
            if (key.Text == "within") within = Scalars.Duration(value, key.Text, mistakes, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
            else if (key.Text == "passes") passes = Scalars.Whole(value, key.Text, mistakes, 1, MostPasses);
            else if (Scalars.Text(value, key.Text, mistakes) is not { } limit) continue;
            else if (RecoveryLimit.Parse(key.Text, limit, out string? fault) is { } parsed) limits.Add(parsed);
            else mistakes.Add(fault!.StartsWith('"') ? key.At : value.At, $"{fault}; beside them within and passes are known");
        }

        return new Recovery { Within = within ?? Recovery.Standard.Within, Passes = passes ?? Recovery.Standard.Passes, Limits = limits };
    }
}
