using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Mark = YamlDotNet.Core.Mark;

namespace LoadProbe.Definitions;

/// <summary>
/// YAML text to nodes with their places. Anchors, aliases, tags and further documents are refused: a definition is read
/// by people, and these make it mean something else than it says. Files of other programs that may have anchors are read
/// with them.
/// </summary>
internal sealed partial class YamlReader
{
    private const int Deepest = 32;
    private const int MostValues = 20_000;

    private readonly string _file;
    private readonly IParser _parser;
    private readonly Mistakes _mistakes;
    private readonly Anchors? _anchors;
    private readonly int _mostValues;
    private readonly int _deepest;
    private int _values;

    private YamlReader(string text, string file, Mistakes mistakes, Anchors? anchors, int mostValues, int deepest)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
        _mistakes = mistakes;
        _anchors = anchors;
        _mostValues = mostValues;
        _deepest = deepest;
    }

    private string TooMany => $"more than {_mostValues} values in one file: split it, or put the values into a data file";

    /// <summary>The one document of a file; null, with a mistake, when there is none to be read.</summary>
    /// <param name="anchors">Those of the file; null = it may have none.</param>
    /// <param name="mostValues">So many values in the file, those behind an alias counted each time.</param>
    /// <param name="deepest">So many levels of mappings and lists.</param>
    public static Node? Read(string text, string file, Mistakes mistakes, Anchors? anchors = null, int mostValues = MostValues, int deepest = Deepest)
    {
        var reader = new YamlReader(text, file, mistakes, anchors, mostValues, deepest);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            mistakes.Add(reader.At(e.Start), $"not YAML: {Quote.Line(e.Message).TrimEnd('.')}{Hint(text, e.Start)}");
            return null;
        }
    }

    // { user: ${user} } is no YAML, and what the parser says about it helps nobody.
    private static string Hint(string text, Mark at)
    {
        string line = text.Split('\n').ElementAtOrDefault((int)at.Line - 1) ?? "";
        return line.Length < 1_000 && Unquoted().Match(line) is { Success: true } hole ? $"; between {{ and }} write \"{Quote.Bare(hole.Groups[1].Value)}\" in quotes" : "";
    }

    private Node? Document()
    {
        Next();
        if (Next() is StreamEnd)
        {
            _mistakes.Add(new Place(_file, 1, 1), "the file is empty");
            return null;
        }

        Node? node = Value(Next(), 0);
        if (node is null) return null;
        Next();
        ParsingEvent after = Next();
        if (after is StreamEnd) return node;
        _mistakes.Add(At(after.Start), "a second document starts here: write one to a file");
        return null;
    }

    private Node? Value(ParsingEvent at, int depth)
    {
        Place place = At(at.Start);
        if (at is AnchorAlias known && _anchors is not null) return Anchored(known, place);
        if (at is AnchorAlias alias) return Refuse(place, $"alias *{Quote.Bare(alias.Value.Value)}: write the value out");
        if (at is not NodeEvent node) return Refuse(place, "a value was expected here");
        if (!node.Anchor.IsEmpty && _anchors is null) return Refuse(place, $"anchor &{Quote.Bare(node.Anchor.Value)}: anchors and aliases are not read, write the value out");
        if (!node.Tag.IsEmpty) return Refuse(place, $"tag {Quote.Bare(node.Tag.IsNonSpecific ? "!" : node.Tag.Value)}: tags are not read, leave it out");
        if (++_values > _mostValues) return Refuse(place, TooMany);
        if (depth == _deepest) return Refuse(place, $"more than {_deepest} levels deep");
        int before = _values;
        Node? value = node switch
        {
            Scalar scalar => new TextNode(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => List(place, depth),
            _ => Mapping(place, depth),
        };
        if (value is not null && !node.Anchor.IsEmpty) _anchors!.Add(node.Anchor.Value, value, _values - before + 1);
        return value;
    }

    // Each alias counts for as many values as it stands for: a few lines could stand for billions.
    private Node? Anchored(AnchorAlias alias, Place place)
    {
        if (_anchors!.Find(alias.Value.Value) is not { } found) return Refuse(place, $"alias *{Quote.Bare(alias.Value.Value)} has no anchor before it: write &{Quote.Bare(alias.Value.Value)} at the value that it stands for");
        _values += found.Values;
        return _values > _mostValues ? Refuse(place, TooMany) : found.Node;
    }

    private ListNode? List(Place place, int depth)
    {
        var items = new List<Node>();
        while (Next() is var next and not SequenceEnd)
        {
            if (Value(next, depth + 1) is not { } item) return null;
            items.Add(item);
        }

        return new ListNode(place, items);
    }

    private MappingNode? Mapping(Place place, int depth)
    {
        var entries = new List<KeyValuePair<TextNode, Node>>();
        var seen = new Dictionary<string, Place>();
        var merged = new List<Node>();
        while (Next() is var next and not MappingEnd)
        {
            if (Value(next, depth + 1) is not { } key) return null;
            if (key is not TextNode name)
            {
                Refuse(key.At, $"{key.Shape} cannot be a key");
                return null;
            }

            if (Value(Next(), depth + 1) is not { } value) return null;
            if (_anchors is not null && name is { Text: "<<", IsPlain: true }) merged.Add(value);
            else if (seen.TryAdd(name.Text, name.At)) entries.Add(new(name, value));
            else _mistakes.Add(name.At, $"key {Quote.Of(name.Text)} stands twice: first in line {seen[name.Text].Line}, leave one out");
        }

        foreach (Node other in merged) Anchors.Merge(other, entries, _mistakes);
        return new MappingNode(place, entries);
    }

    private Node? Refuse(Place place, string message)
    {
        _mistakes.Add(place, message);
        return null;
    }

    private ParsingEvent Next()
    {
        Mark last = _parser.Current?.End ?? Mark.Empty;
        try
        {
            if (_parser.MoveNext()) return _parser.Current!;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // The parser has such ways to say no to text that it did not expect.
            throw new YamlException(last, last, "what comes after this place cannot be read", e);
        }

        throw new YamlException(last, last, "the file ends too early");
    }

    [GeneratedRegex(@"[{,:\[]\s+(\$\{[^}]*\})")]
    private static partial Regex Unquoted();

    private Place At(Mark mark) => new(_file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
