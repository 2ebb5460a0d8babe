namespace LoadProbe.Definitions;

/// <summary>The values of a file that have a name (<c>&amp;name</c>), for the aliases (<c>*name</c>) after them.</summary>
internal sealed class Anchors
{
    private readonly Dictionary<string, (Node Node, int Values)> _named = [];

    /// <param name="values">How many values it is made of, with itself.</param>
    public void Add(string name, Node node, int values) => _named[name] = (node, values);

    public (Node Node, int Values)? Find(string name) => _named.TryGetValue(name, out (Node, int) found) ? found : null;

    /// <summary>The keys that <c>&lt;&lt;</c> brings into a mapping: those that it does not have, of the first that has them.</summary>
    public static void Merge(Node from, List<KeyValuePair<TextNode, Node>> into, Mistakes mistakes)
    {
        foreach (Node source in from is ListNode list ? list.Items : [from])
        {
            if (source is not MappingNode mapping)
            {
                mistakes.Add(source.At, "<< brings in what is no mapping: write an alias of a mapping, or a list of such");
                continue;
            }

            var known = into.Select(e => e.Key.Text).ToHashSet();
            into.AddRange(mapping.Entries.Where(e => !known.Contains(e.Key.Text)));
        }
    }
}
