namespace LoadProbe.Definitions;

/// <summary>What is done when the load of a scenario has ended.</summary>
internal sealed class AfterReader(MixReader mix)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="node">As it is written; null = it is not.</param>
    /// <param name="folder">The scenario's.</param>
    /// <param name="pressed">Its journeys.</param>
    /// <param name="watched">The probes that its guards watch.</param>
    /// <param name="over">What it says over the journeys that it names.</param>
    /// <param name="mistakes">Where they go.</param>
    public After Read(Node? node, string folder, IReadOnlyList<WeightedJourney> pressed, IReadOnlyList<Probe> watched, Overrides over, Mistakes mistakes)
    {
        if (node is null) return After.Nothing with { Recovered = RecoveryReader.Read(null, over.Target, watched, mistakes) };
        Fields fields = Fields.Of(node, "after", ScenarioKeys.After, mistakes);
        var after = new After
        {
            CleanupWithin = fields.Duration("cleanup_within", TimeSpan.FromSeconds(1), Longest) ?? After.Nothing.CleanupWithin,
            CoolDown = fields.Duration("cool_down", TimeSpan.Zero, Longest) ?? TimeSpan.Zero,
            Recovered = RecoveryReader.Read(fields["recovered"], over.Target, watched, mistakes),
        };
        if (!fields.Has("cleanup") && fields["cleanup_within"] is { } within) mistakes.Add(within.At, "cleanup_within without cleanup: name the journey that cleans up, or leave it out");
        int before = mistakes.Count;
        var cleanup = new List<Journey>();
        foreach (Node path in fields.Items("cleanup"))
        {
            if (mix.Source(path, folder, mistakes) is not { } source || mix.Journey(source, path, over, mistakes) is not { } journey) continue;
            cleanup.Add(journey);
            if (pressed.Count > 0 && AsksForKey(journey)) CheckKeys(pressed, path, mistakes);
        }

        if (cleanup.Count > 0 && pressed.Count > 0 && mistakes.Count == before && !pressed.Any(p => p.Journey.Writes)) mistakes.Add(fields["cleanup"]!.At, "cleanup is for journeys that write, and none of the mix does: leave it out");
        return after with { Cleanup = cleanup };
    }

    // What was sent without the key cannot be taken back by it.
    private static void CheckKeys(IReadOnlyList<WeightedJourney> pressed, Node at, Mistakes mistakes)
    {
        foreach (Journey journey in pressed.Select(p => p.Journey).Where(j => j.Writes && !AsksForKey(j)))
        {
            mistakes.Add(at.At, $"it takes back by ${{{Variables.Idempotency}}}, which no step of {Quote.Bare(journey.Name)} sends: write for instance headers: {{ Idempotency-Key: '\"${{{Variables.Idempotency}}}\"' }} at the step that writes");
        }
    }

    private static bool AsksForKey(Journey journey) =>
        journey.Steps.SelectMany(Templates.Of).Any(t => t.Parts.Any(p => p is { Kind: TemplatePartKind.Variable, Value: Variables.Idempotency }));
}
