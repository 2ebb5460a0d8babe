namespace LoadProbe.Definitions;

/// <summary>The journeys of a scenario and their shares.</summary>
internal sealed class MixReader(Sources sources, ProbeReader probes)
{
    public IReadOnlyList<WeightedJourney> Read(Node node, string folder, Overrides over, Mistakes mistakes)
    {
        IReadOnlyList<(Node Path, Node? Weight)> entries = node switch
        {
            MappingNode mapping => [.. mapping.Entries.Select(e => ((Node)e.Key, (Node?)e.Value))],
            ListNode list => [.. list.Items.Select(i => (i, (Node?)null))],
            _ => [(node, null)],
        };
        if (entries.Count == 0 || node.IsNull)
        {
            mistakes.Add(node.At, "no journeys: write for instance mix: { probes/quotes.yaml: 9, probes/orders.yaml: 1 }");
            return [];
        }

        var journeys = new List<WeightedJourney>();
        var seen = new HashSet<string>();
        foreach ((Node path, Node? weight) in entries)
        {
            int? share = weight is null ? 1 : Scalars.Whole(weight, "weight", mistakes, 1, ScenarioKeys.LargestWeight);
            if (Source(path, folder, mistakes) is not { } source) continue;
            if (!seen.Add(Path.GetFullPath(source.Path))) mistakes.Add(path.At, $"{Quote.Line(source.Path)} stands twice in the mix: give it one weight");
            if (Any(source, path, over, mistakes) is { } journey && share is { } s) journeys.Add(new WeightedJourney(journey, s));
        }

        return journeys;
    }

    /// <summary>A journey without browser steps; null with mistakes, its file's among them.</summary>
    public Journey? Journey(Source source, Node path, Overrides over, Mistakes mistakes)
    {
        Journey? journey = Any(source, path, over, mistakes);
        if (journey?.Browser is null) return journey;
        mistakes.Add(path.At, $"{Quote.Line(source.Path)} has browser steps: clean up by an API journey");
        return null;
    }

    private Journey? Any(Source source, Node path, Overrides over, Mistakes mistakes)
    {
        Loaded<Probe> probe = probes.Read(source, over);
        mistakes.Add(probe.Mistakes);
        if (probe.Value?.Journey is not { } journey) return null;
        if (journey.Steps.FirstOrDefault(s => s is ProgramStep) is { } program) mistakes.Add(path.At, $"step {Quote.Of(program.Name)} in line {program.At.Line} of {Quote.Line(source.Path)} runs a program, and a scenario would start one for each arrival: dial it as a probe, which a guard may watch");
        if (journey.Steps.FirstOrDefault(s => s is TlsStep { Staple: true }) is { } stapled) mistakes.Add(path.At, $"step {Quote.Of(stapled.Name)} in line {stapled.At.Line} of {Quote.Line(source.Path)} asks for what is stapled, over a connection that no customer makes: dial it as a probe, and leave staple out here");
        return journey;
    }

    /// <summary>A file that a scenario names, from its folder upwards; null with a mistake when there is none.</summary>
    public Source? Source(Node node, string folder, Mistakes mistakes)
    {
        if (Scalars.Text(node, "a path", mistakes) is not { } path) return null;
        if (Sources.Find(folder, path) is { } found) return sources.Read(found);
        mistakes.Add(node.At, $"{Quote.Bare(path)}: there is no such file in this folder or those above it");
        return null;
    }
}
