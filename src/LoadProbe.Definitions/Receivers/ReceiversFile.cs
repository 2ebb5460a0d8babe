namespace LoadProbe.Definitions;

/// <summary>A receivers.yaml: who is told of incidents.</summary>
internal static class ReceiversFile
{
    public const string Name = "receivers.yaml";

    private const int Most = 100;

    public static bool LooksLike(MappingNode root) => root["receivers"] is not null;

    public static AlertRules? Read(Source source, Mistakes mistakes)
    {
        if (source.Root is not { } root) return null;
        Fields fields = Fields.Of(root, "the file", ReceiversKeys.File, mistakes);
        fields.Needs("receivers", "receivers: { oncall: { alertmanager: http://127.0.0.1:9093 } }");
        var receivers = new List<Receiver>();
        foreach ((TextNode name, Node value) in fields.Entries("receivers"))
        {
            if (name.Text.Length is 0 or > 64 || !name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) mistakes.Add(name.At, $"{Quote.Of(name.Text)} cannot name a receiver: use letters, digits, _ and -");
            else if (ReceiverReader.Read(name, value, mistakes) is { } receiver) receivers.Add(receiver);
        }

        IReadOnlyList<KeyValuePair<TextNode, Node>> named = fields.Entries("receivers");
        if (named.Count > Most) mistakes.Add(fields["receivers"]!.At, $"{named.Count} receivers: {Most} are enough");
        if (named.Count == 0 && fields["receivers"] is MappingNode none) mistakes.Add(none.At, "no receivers here: write for instance oncall: { alertmanager: http://127.0.0.1:9093 }");
        string[] known = [.. named.Select(n => n.Key.Text)];
        return new AlertRules
        {
            At = source.Start,
            Receivers = receivers,
            Routes = [.. fields.Items("routes").Select(r => RouteReader.Read(r, known, mistakes)).OfType<AlertRoute>()],
            Grouping = fields["group"] is { } group ? Grouped(Fields.Of(group, "group", ReceiversKeys.Group, mistakes)) : Grouping.Usual,
            Link = fields.Has("link") ? WebAddress.Read(fields["link"]!, "link", "https://loadprobe.example.com", mistakes) : null,
        };
    }

    private static Grouping Grouped(Fields fields)
    {
        var labels = new List<string>();
        foreach (Node item in fields.Items("by"))
        {
            if (Scalars.Text(item, "a label", fields.Mistakes) is not { } label) continue;
            if (!Alert.LabelNames.Contains(label)) fields.Mistakes.Add(item.At, $"alerts have no label {Quote.Of(label)}: {Spelling.Hint(label, Alert.LabelNames)}it is one of {string.Join(", ", Alert.LabelNames)}");
            else if (labels.Contains(label)) fields.Mistakes.Add(item.At, $"label {label} stands twice: leave one out");
            else labels.Add(label);
        }

        return new Grouping(
            fields.Has("by") ? labels : Grouping.Usual.By,
            fields.Duration("wait", TimeSpan.Zero, Grouping.LongestWait) ?? Grouping.Usual.Wait,
            fields.Duration("repeat", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)) ?? Grouping.Usual.Repeat);
    }
}
