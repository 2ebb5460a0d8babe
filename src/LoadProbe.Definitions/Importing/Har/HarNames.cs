namespace LoadProbe.Definitions;

/// <summary>Names of variables, each once.</summary>
internal sealed class HarNames
{
    private readonly HashSet<string> _taken = ["idempotency"];

    public string Take(string wanted)
    {
        string name = string.Concat(wanted.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_')).Trim('_');
        if (name.Length == 0) name = "value";
        if (name.StartsWith("secret", StringComparison.Ordinal)) name = $"the_{name}";
        string free = name;
        for (int i = 2; !_taken.Add(free); i++) free = $"{name}_{i}";
        return free;
    }
}
