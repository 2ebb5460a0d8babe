using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>
/// A mapping of a blackbox.yml, read as the exporter reads it: a key without a value, or with an empty one, is as none; a list is a list
/// even when it has one item; yes and no are flags. What is wrong is told without the values that may be secret.
/// </summary>
internal sealed class BlackboxFields
{
    private static readonly IReadOnlyDictionary<string, bool> Flags = new Dictionary<string, bool>
    {
        ["true"] = true, ["True"] = true, ["TRUE"] = true, ["y"] = true, ["Y"] = true, ["yes"] = true, ["on"] = true,
        ["false"] = false, ["False"] = false, ["FALSE"] = false, ["n"] = false, ["N"] = false, ["no"] = false, ["off"] = false,
    };

    private readonly Fields _fields;

    private BlackboxFields(Fields fields) => _fields = fields;

    public Place At => _fields.At;

    public Mistakes Mistakes => _fields.Mistakes;

    public Node? this[string key] => _fields[key] is { IsNull: false } node ? node : null;

    /// <summary>Null, with a mistake, when it is no mapping.</summary>
    public static BlackboxFields? Of(Node node, string what, KeyTable table, Mistakes mistakes)
    {
        if (node is MappingNode) return new BlackboxFields(Fields.Of(node, what, table, mistakes));
        mistakes.Add(node.At, $"{what} is {Kind(node)}: write a mapping with {string.Join(", ", table.Names)}");
        return null;
    }

    /// <summary>Whether it says anything.</summary>
    public bool Has(string key) => this[key] is { } node and not TextNode { Text: "" };

    public void Report(string key, string message) => Mistakes.Add(this[key]!.At, message);

    public BlackboxFields? Section(string key, KeyTable table) => this[key] is { } node ? Of(node, key, table, Mistakes) : null;

    public string? Text(string key) => this[key] is { } node ? Text(node, key) : null;

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        bool plain = ((TextNode)this[key]!).IsPlain;
        // Between quotes the exporter takes the words that are no flags of YAML's own, and no others.
        if (Flags.TryGetValue(text, out bool value) && (plain || text.Length <= 3)) return value;
        Report(key, $"{key} {Quote.Bare(text)} is neither true nor false{(plain ? "" : ": leave the quotes out")}");
        return null;
    }

    public int? Whole(string key, int min, int max) => Text(key) is { } text ? Whole(this[key]!, text, key, min, max) : null;

    public int? Whole(Node node, string text, string what, int min, int max)
    {
        if (node is TextNode { IsPlain: true } && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max) return value;
        Mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a whole number from {min} to {max}");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(key) is not { } text) return null;
        if (words.TryGetValue(text, out T value)) return value;
        Report(key, $"{key} {Quote.Of(text)} is not known: {Spelling.Hint(text, words.Keys)}it is one of {string.Join(", ", words.Keys.Take(40))}");
        return null;
    }

    public IReadOnlyList<Node> List(string key)
    {
        if (this[key] is not { } node) return [];
        if (node is ListNode list) return list.Items;
        Report(key, $"{key} is {Kind(node)}: write a list, for instance [ … ]");
        return [];
    }

    public IReadOnlyList<string> Texts(string key) => [.. List(key).Select(i => Filled(i, key)).OfType<string>()];

    public IReadOnlyList<BlackboxPattern> Patterns(string key) =>
        [.. List(key).Where(i => Filled(i, key) is not null).Select(i => BlackboxPatterns.Read(i, key, Mistakes)).OfType<BlackboxPattern>()];

    /// <summary>Names of the user's own and their values, as text.</summary>
    public IReadOnlyList<(TextNode Name, Node At, string Value)> Map(string key)
    {
        var map = new List<(TextNode, Node, string)>();
        foreach ((TextNode name, Node value) in Entries(key))
        {
            if (value is TextNode text) map.Add((name, value, text.IsNull ? "" : text.Text));
            else Mistakes.Add(value.At, $"{key}: {Quote.Bare(name.Text)} is {Kind(value)}: write one value");
        }

        return map;
    }

    public IReadOnlyList<KeyValuePair<TextNode, Node>> Entries(string key)
    {
        if (this[key] is not { } node) return [];
        if (node is MappingNode mapping) return mapping.Entries;
        Report(key, $"{key} is {Kind(node)}: write a mapping of names to values");
        return [];
    }

    /// <summary>Names, each with a list of values.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>> Lists(string key)
    {
        var lists = new List<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>>();
        foreach ((TextNode name, Node value) in Entries(key))
        {
            if (value is ListNode list) lists.Add(new(name.Text, [.. list.Items.Select(i => Filled(i, name.Text)).OfType<string>().Select(BlackboxSecret.Of)]));
            else Mistakes.Add(value.At, $"{key}: {Quote.Bare(name.Text)} is {Kind(value)}: write a list of values, for instance [ … ]");
        }

        return lists;
    }

    /// <summary>Reports all but the first of keys that exclude each other.</summary>
    public void AtMostOne(params string[] keys)
    {
        string[] written = [.. keys.Where(Has)];
        foreach (string key in written.Skip(1)) Report(key, $"{key} and {written[0]} exclude each other: keep one");
    }

    /// <summary>Reports keys that the exporter knows and we cannot do.</summary>
    public void Refuse(string why, params string[] keys)
    {
        foreach (string key in keys.Where(Has)) Report(key, $"{key} is not supported: {why}");
    }

    private string? Filled(Node node, string what) => node.IsNull || node is TextNode { Text: "" } ? Missing(node, what) : Text(node, what);

    private string? Missing(Node node, string what)
    {
        Mistakes.Add(node.At, $"an item of {what} has no value");
        return null;
    }

    private string? Text(Node node, string what)
    {
        if (node is TextNode text) return text.Text.Length == 0 ? null : text.Text;
        Mistakes.Add(node.At, $"{what} is {Kind(node)}: write one value");
        return null;
    }

    // What stands there may be a password in the wrong place.
    private static string Kind(Node node) => node is TextNode ? "a single value" : node.Shape;
}
