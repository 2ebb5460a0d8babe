using System.Text;

namespace LoadProbe.Metrics;

/// <summary>Writes what a probe measured as blackbox_exporter does: text format 0.0.4, families by name, labels by name.</summary>
public static class BlackboxExposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(BlackboxFigures figures)
    {
        var text = new StringBuilder();
        foreach (BlackboxFamily family in figures.Families)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(" gauge\n");
            foreach (string line in family.Samples.Select(s => $"{Labels(s.Labels)} {GoNumber.Of(s.Value)}\n").Order(StringComparer.Ordinal)) text.Append(family.Name).Append(line);
        }

        return text.ToString();
    }

    private static string Labels(IReadOnlyList<KeyValuePair<string, string>> labels) => labels.Count == 0 ? ""
        : $"{{{string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}=\"{Escaped(l.Value)}\""))}}}";

    private static string Escaped(string value) => value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
