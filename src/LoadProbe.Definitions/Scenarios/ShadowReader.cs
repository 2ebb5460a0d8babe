namespace LoadProbe.Definitions;

/// <summary>How a scenario proves that what it writes is kept apart.</summary>
internal sealed class ShadowReader(MixReader mix)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="node">As it is written.</param>
    /// <param name="folder">The scenario's.</param>
    /// <param name="pressed">Its journeys.</param>
    /// <param name="over">What it says over the journeys that it names.</param>
    /// <param name="mistakes">Where they go.</param>
    public ShadowProof? Read(Node node, string folder, IReadOnlyList<WeightedJourney> pressed, Overrides over, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "shadow", ScenarioKeys.Shadow, mistakes);
        TimeSpan every = fields.Duration("every", Shortest, Longest) ?? ShadowProof.Usual;
        string[] names = [];
        int instances = 1;
        if (fields["instances"] is ListNode list) names = [.. list.Items.Select(i => Scalars.Text(i, "an instance", mistakes)).OfType<string>()];
        else instances = fields.Whole("instances", 1, ScenarioKeys.MostInstances) ?? 1;
        if (!fields.Needs("check", "check: probes/shadow-check.yaml") || mix.Source(fields["check"]!, folder, mistakes) is not { } source || mix.Journey(source, fields["check"]!, over, mistakes) is not { } check) return null;
        if (check.Steps.FirstOrDefault(s => s.Effect != StepEffect.Read) is { } writes) mistakes.Add(fields["check"]!.At, $"step {Quote.Of(writes.Name)} of the check writes: a check only looks, say kind: read if that is what it does");
        Journey[] writing = [.. pressed.Select(p => p.Journey).Where(j => j.Writes)];
        if (pressed.Count > 0 && writing.Length == 0) mistakes.Add(node.At, "shadow is for journeys that write, and none of the mix does: leave it out");
        else if (writing.FirstOrDefault(j => j.Browser is not null) is { } browsing) mistakes.Add(node.At, $"{Quote.Bare(browsing.Name)} writes by a browser, and its writes cannot be looked for: let it only read, kind: read, or write by an API journey");
        else if (pressed.Count > 0 && (instances > 1 || names.Length > 0) && !writing.Any(SavesInstance)) mistakes.Add(fields["instances"]!.At, $"no step that writes says which instance has taken it: add to it for instance save: {{ {ShadowProof.InstanceVariable}: {{ header: X-Instance }} }}");
        return new ShadowProof { Check = check, Every = every, Instances = instances, Names = names };
    }

    private static bool SavesInstance(Journey journey) => journey.Steps.SelectMany(s => s switch
    {
        HttpStep http => http.Saves,
        GrpcStep grpc => grpc.Saves,
        SqlStep sql => sql.Saves,
        TcpStep tcp => tcp.Lines.OfType<AwaitedLine>().SelectMany(l => l.Saves),
        WebSocketStep socket => socket.Messages.OfType<AwaitedMessage>().SelectMany(m => m.Saves),
        _ => [],
    }).Any(save => save.Variable == ShadowProof.InstanceVariable);
}
