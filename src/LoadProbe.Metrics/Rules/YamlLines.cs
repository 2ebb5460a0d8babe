namespace LoadProbe.Metrics;

/// <summary>The lines of a file of YAML while it is made.</summary>
internal abstract class YamlLines
{
    private readonly List<string> _lines = [];

    public string Text => string.Join('\n', _lines) + "\n";

    public void Comment(string text, string indent = "") => Plain($"{indent}# {RuleText.Line(text)}".TrimEnd());

    public void Plain(string line) => _lines.Add(line);
}
