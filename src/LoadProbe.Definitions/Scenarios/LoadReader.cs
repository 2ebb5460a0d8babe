namespace LoadProbe.Definitions;

/// <summary>The load profiles of one scenario, in the words load testers know.</summary>
internal sealed class LoadReader(Target? target, string folder, Mistakes mistakes)
{
    private readonly OpenPhaseReader _open = new(new LoadCaps(target), folder);
    private readonly ClosedPhaseReader _closed = new(new LoadCaps(target));
    private readonly AdaptiveReader _adaptive = new(target);
    private bool _searches;
    private int _phases;

    public IReadOnlyList<LoadPhase> Read(Node node)
    {
        const string example = "write for instance - inject: { rate: 10/s, during: 1m }";
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            mistakes.Add(node.At, node is ListNode || node.IsNull ? $"no load: {example}" : $"load is {node.Shape}: write a list of phases, each after a dash");
            return [];
        }

        var phases = new List<LoadPhase>();
        foreach (Node item in list.Items)
        {
            if (Phase(item, phases.LastOrDefault()) is { } phase) phases.Add(phase);
        }

        if (phases.OfType<AdaptivePhase>().Any())
        {
            if (list.Items.Count > 1) mistakes.Add(node.At, "what comes before and after a search is not known when it is planned: let find_capacity or step be alone in its load");
            else if (_searches) mistakes.Add(node.At, "a second search beside the first: neither would know whose the limit is");
            _searches = true;
        }

        return phases;
    }

    private LoadPhase? Phase(Node node, LoadPhase? before)
    {
        _phases++;
        Fields fields = Fields.Of(node, "a phase", PhaseKeys.Phase, mistakes);
        string[] kinds = [.. PhaseKeys.Phase.Names.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            if (kinds.Length > 1) mistakes.Add(node.At, $"a phase is one of {string.Join(" and ", kinds)}: put each after a dash of its own");
            else if (node is MappingNode { Entries.Count: 0 }) mistakes.Add(node.At, $"a phase needs one of {string.Join(", ", PhaseKeys.Phase.Names)}");
            return null;
        }

        if (kinds[0] == "pause") return fields.Duration("pause") is { } pause ? new Pause(pause) : null;
        KeyTable table = PhaseKeys.Kinds[kinds[0]];
        Fields own = Fields.Of(fields[kinds[0]]!, kinds[0], table, mistakes);
        if (table == PhaseKeys.FindCapacity || table == PhaseKeys.Step) return _adaptive.Read(table, own);
        return table.Has("users") || table == PhaseKeys.RampingConstant ? _closed.Read(table, own, before) : _open.Read(table, own, before, _phases);
    }
}
