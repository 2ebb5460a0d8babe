namespace LoadProbe.Definitions;

/// <summary>What a file of steps needs from whoever uses it: values for parameters, and secrets.</summary>
internal sealed class ApiVariables
{
    private readonly Dictionary<(string Name, string Before), string> _known = [];
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Names and what stands in their place until someone says better.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Variables of the environment, by name.</summary>
    public SortedSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>A hole for a parameter that nothing is known of.</summary>
    /// <param name="before">What tells it from others of the same name: the path before it, or nothing.</param>
    public string Placeholder(string parameter, string before, string? value = null)
    {
        if (!_known.TryGetValue((parameter, before), out string? name))
        {
            string wanted = Name(parameter);
            string? owner = before.Split('/').LastOrDefault(p => p.Length > 0 && !p.Contains('{', StringComparison.Ordinal));
            if (_values.ContainsKey(wanted) && owner is not null) wanted = Name($"{owner}_{parameter}");
            name = wanted;
            for (int n = 2; _values.ContainsKey(name); n++) name = $"{wanted}_{n}";
            _known[(parameter, before)] = name;
            _values[name] = value ?? ApiText.Variable(parameter);
        }

        return $"${{{name}}}";
    }

    private static string Name(string text)
    {
        string name = string.Concat(text.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return name.Length == 0 || name.StartsWith("secret", StringComparison.Ordinal) || name is "idempotency" ? $"the_{name}" : name;
    }
}
