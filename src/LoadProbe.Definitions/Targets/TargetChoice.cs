namespace LoadProbe.Definitions;

/// <summary>Which target a file is about: the name, URL or mapping under its key <c>target</c>, with <c>--target</c> over it.</summary>
internal sealed class TargetChoice(Sources sources, LoadOptions options)
{
    /// <summary>Null when the file says none and none is given; a mistake is added only when what it says is wrong.</summary>
    public Target? Read(Node? node, Source source, Mistakes mistakes)
    {
        Target? written = node switch
        {
            null => null,
            TextNode { IsNull: false } text when text.Text.Contains("://", StringComparison.Ordinal) =>
                TargetReader.Address(text.Text, text.At, mistakes) is { } address ? TargetReader.Bare(address.Authority, address) : null,
            TextNode { IsNull: false } text => Named(text, source, mistakes),
            MappingNode => TargetReader.Read("target", node, source.Folder, mistakes),
            _ => Refuse(node, mistakes),
        };
        if (options.Target is not { } over) return written;
        return written is null ? TargetReader.Bare("target", over) : written with { Address = over };
    }

    private Target? Named(TextNode name, Source source, Mistakes mistakes)
    {
        if (sources.Targets(source) is not { } file)
        {
            if (options.Target is null) mistakes.Add(name.At, $"target {Quote.Of(name.Text)} is not known: there is no {TargetFile.Name} in this folder or those above it");
            return null;
        }

        mistakes.Add(file.Mistakes);
        var inFile = new Mistakes();
        IReadOnlyList<Target> targets = TargetFile.Read(file, inFile);
        mistakes.Add(inFile.Sorted());
        Target? found = targets.FirstOrDefault(t => t.Name == name.Text);
        if (found is null && file.Mistakes.Count == 0 && inFile.Count == 0)
        {
            string[] known = [.. targets.Select(t => t.Name)];
            mistakes.Add(name.At, $"target {Quote.Of(name.Text)} is not in {Quote.Line(file.Path)}: {Spelling.Hint(name.Text, known)}Known there: {Quote.List(known)}");
        }

        return found;
    }

    private static Target? Refuse(Node node, Mistakes mistakes)
    {
        mistakes.Add(node.At, $"target is {node.Shape}: write a name from {TargetFile.Name}, a URL, or a mapping with an address");
        return null;
    }
}
