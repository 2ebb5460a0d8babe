using System.Text;

namespace LoadProbe.Definitions;

/// <summary>A step while the journey is made: what it asks stands, what it saves is known when later ones ask for it.</summary>
internal sealed class HarStep(string name)
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, string> _saves = [];

    public string Name { get; } = name;

    /// <summary>Of YAML, as a file may have only so many.</summary>
    public int Values { get; set; } = 3;

    public int Length { get; private set; } = 20;

    /// <summary>It may change something at the target.</summary>
    public bool Writes { get; init; }

    public int Saved => _saves.Count;

    public int SavedValues => Saved == 0 ? 0 : 2 + (2 * Saved);

    public int SavedLength => _saves.Sum(s => s.Key.Length + s.Value.Length + 8);

    public void Say(string key, string value, int values = 2)
    {
        string line = $"{key}: {value}";
        _lines.Add(line);
        Values += values;
        Length += line.Length + 5;
    }

    public string Save(string path, string wanted, HarNames names)
    {
        if (!_saves.TryGetValue(path, out string? variable)) _saves[path] = variable = names.Take(wanted);
        return variable;
    }

    public void Write(StringBuilder text)
    {
        text.Append("  - name: ").Append(YamlText.Plain(Name)).Append('\n');
        foreach (string line in _lines) text.Append("    ").Append(line).Append('\n');
        if (_saves.Count > 0) text.Append("    save: { ").AppendJoin(", ", _saves.Select(s => $"{s.Value}: {YamlText.Plain(s.Key, isFlow: true)}")).Append(" }\n");
    }
}
