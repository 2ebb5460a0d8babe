namespace LoadProbe.Definitions;

/// <summary>What watches a run, and the probes that are watched.</summary>
internal sealed class GuardReader(Sources sources, ProbeReader probes)
{
    /// <param name="folders">Where a probe that is given by name may be.</param>
    public (IReadOnlyList<Guard> Guards, IReadOnlyList<Probe> Watched) Read(Fields fields, string folder, IReadOnlyList<string> folders, Overrides over)
    {
        var guards = new List<Guard>();
        var watched = new Dictionary<string, Probe>();
        foreach (Node item in fields.Items("guards"))
        {
            if (item is MappingNode mapping)
            {
                if (PrometheusReader.Read(mapping, fields.Mistakes) is { } asked) guards.Add(asked);
                continue;
            }

            if (Scalars.Sentence(item, "a guard", fields.Mistakes) is not { } text) continue;
            if (Guard.Parse(text, out string? fault) is not { } guard)
            {
                fields.Mistakes.Add(item.At, Quote.Line(fault!));
                continue;
            }

            if (guard.Probe is { } name)
            {
                if (Probe(name, item, folder, folders, over, fields.Mistakes) is not { } probe) continue;
                // A guard that names a file is about the probe in it, which results go by.
                guard = guard with { Probe = probe.Name };
                watched[probe.Name] = probe;
            }

            guards.Add(guard);
        }

        return (guards, [.. watched.Values]);
    }

    private Probe? Probe(string name, Node node, string folder, IReadOnlyList<string> folders, Overrides over, Mistakes mistakes)
    {
        if ((Sources.Find(folder, name) is { } path ? sources.Read(path) : ByName(name, folders)) is not { } source)
        {
            string[] known = [.. Files(folders).Select(NameOf).OfType<string>().Distinct()];
            mistakes.Add(node.At, $"probe {Quote.Of(name)} is not there: {Spelling.Hint(name, known)}Known: {Quote.List(known)}");
            return null;
        }

        Loaded<Probe> probe = probes.Read(source, over);
        mistakes.Add(probe.Mistakes);
        if (probe.Value is not { Every: null }) return probe.Value;
        mistakes.Add(node.At, $"probe {Quote.Of(name)} has no every, so that nothing would be heard of it: give {Quote.Line(source.Path)} an interval");
        return null;
    }

    private Source? ByName(string name, IReadOnlyList<string> folders)
    {
        // Nearly always the file has the name: then no other is read.
        string[] likely = [.. folders.SelectMany(f => new[] { Path.Combine(f, $"{name}.yaml"), Path.Combine(f, $"{name}.yml") }).Where(Reach.HasFile)];
        return likely.Concat(Files(folders)).Select(sources.Read).FirstOrDefault(s => NameOf(s) == name);
    }

    private static IEnumerable<string> Files(IReadOnlyList<string> folders) => folders.SelectMany(YamlFiles.In).Distinct();

    private string? NameOf(string path) => NameOf(sources.Read(path));

    private static string? NameOf(Source source)
    {
        if (source.Root is not { } root || !ProbeReader.LooksLike(root)) return null;
        return root["name"] is TextNode { IsNull: false } name ? name.Text : source.DefaultName;
    }
}
