using System.Text;

namespace LoadProbe.Definitions;

/// <summary>A probe's file while it is made: its target, its one step, what is expected, and what could not be said.</summary>
internal sealed class ProbeDraft
{
    private readonly List<string> _target = [];
    private readonly List<string> _step = [];
    private readonly List<string> _expect = [];
    private readonly List<string> _unsaid = [];

    public IReadOnlyList<string> Unsaid => _unsaid;

    /// <summary>The target's address when none is given.</summary>
    public required string Address { get; init; }

    /// <summary>A condition: a regular expression is found in the text, or is not.</summary>
    public string Pattern(BlackboxPattern pattern, bool found)
    {
        string regex = found ? pattern.Regex.ToString() : $@"^(?![\s\S]*(?:{pattern.Regex}))";
        return $"{{ matches: {YamlText.Quoted(regex)} }}";
    }

    /// <summary>A place for a secret; nothing that is secret is written to a file.</summary>
    public string Secret(string name)
    {
        _unsaid.Add($"the value of {name} is not copied: it is read from the environment variable {name}");
        return $"${{secret:env:{name}}}";
    }

    public void Target(string key, string value) => _target.Add($"{key}: {value}");

    public void Step(string key, string value) => _step.Add($"{key}: {value}");

    public void Expect(string key, string value) => _expect.Add($"{key}: {value}");

    public void Unsay(string what) => _unsaid.Add(what);

    /// <summary>Says that something that is set has no words here.</summary>
    public void Unsay(bool isSet, string what)
    {
        if (isSet) _unsaid.Add($"{what} has no words here");
    }

    /// <summary>The file.</summary>
    public string Text(string from, string? address, TimeSpan? timeout, TimeSpan every)
    {
        TimeSpan allowed = timeout is { } own && own > TimeSpan.Zero ? own : every < TimeSpan.FromSeconds(10) ? every : TimeSpan.FromSeconds(10);
        var text = new StringBuilder($"# From {from}.\n");
        if (address is null) text.Append("# The target is a made-up one: say yours.\n");
        foreach (string line in _unsaid) text.Append("# Not said: ").Append(line).Append(".\n");
        text.Append("target: { address: ").Append(YamlText.Text(address ?? Address)).Append(string.Concat(_target.Select(t => $", {t}"))).Append(" }\n");
        text.Append("every: ").Append(Spoken(allowed > every ? allowed : every)).Append("\ntimeout: ").Append(Spoken(allowed)).Append("\nsteps:\n  - ");
        text.AppendJoin("\n    ", _step).Append('\n');
        if (_expect.Count > 0) text.Append("    expect: { ").AppendJoin(", ", _expect).Append(" }\n");
        return text.ToString();
    }

    private static string Spoken(TimeSpan duration) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
}
