using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>The steps of a journey, made of the requests in their order.</summary>
internal sealed partial class HarSteps(HarSecrets secrets, HarNames names, string origin)
{
    // Of what a file may have, less what stands around the steps.
    private const int MostValues = 19_000;
    private const int MostBytes = 900 << 10;
    private const int LongestName = 70;

    private readonly HarAnswers _answers = new();
    private readonly HashSet<string> _stepNames = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly List<string> _unsaid = [];
    private int _values;
    private int _length;

    public List<HarStep> Steps { get; } = [];

    public bool IsCut => _answers.IsCut;

    /// <summary>What steps do not say, those of them first.</summary>
    public IReadOnlyList<string> Unsaid => _unsaid;

    /// <summary>False = the file is full.</summary>
    public bool Add(HarChosen chosen)
    {
        HarEntry entry = chosen.Entry;
        string path = Path(entry);
        var step = new HarStep(Name(entry.Method, path)) { Writes = entry.Method is not ("GET" or "HEAD" or "OPTIONS") };
        bool isPath = HarOrigin.Of(entry.Url) == origin && !path.StartsWith("//", StringComparison.Ordinal);
        if (step.Writes) step.Say("kind", "write-real");
        step.Say(entry.Method.ToLowerInvariant(), YamlText.Plain(isPath ? path : HarOrigin.Of(entry.Url) + path));
        var words = new HarWords(_answers, secrets, names);
        var made = new HarBody(words);
        (string Key, string Value, int Values, string? Type)? body = made.Of(entry);
        if (made.Unsaid is { } unsaid) _unsaid.Add($"{step.Name}: {unsaid}");
        List<string> headers = body is { Type: { } type } ? [$"Content-Type: {YamlText.Quoted(type)}"] : [];
        HarHeaders.Say(entry, words, headers);
        if (headers.Count > 0) step.Say("headers", $"{{ {string.Join(", ", headers)} }}", 2 + (2 * headers.Count));
        if (body is { } said) step.Say(said.Key, said.Value, said.Values);
        if (chosen.Redirects is { } redirects) step.Say("redirects", $"{Math.Min(redirects, 20)}");
        // What the browser had already is not said to the target, which then sends it.
        if (chosen.Last.Status <= 599) step.Say("expect", $"{{ status: {(chosen.Last.Status == 304 ? 200 : chosen.Last.Status)} }}", 4);
        if (_values + step.Values + Steps.Sum(s => s.SavedValues) > MostValues || _length + step.Length + Steps.Sum(s => s.SavedLength) > MostBytes) return false;
        _values += step.Values;
        _length += step.Length;
        Steps.Add(step);
        if (chosen.Last.Answer is { } answer) _answers.Add(step, answer);
        return true;
    }

    private string Path(HarEntry entry)
    {
        string[] parts = entry.Path.Split('?', 2);
        var words = new HarWords(_answers, secrets, names);
        string path = string.Join('/', parts[0].Split('/').Select(s => words.Value(s, "value", isSecret: false)));
        return parts.Length == 1 ? path : $"{path}?{string.Join('&', parts[1].Split('&').Select(Pair))}";

        string Pair(string pair)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) return words.Value(pair, "value", isSecret: false);
            string name = Uri.UnescapeDataString(pair[..equals]);
            return $"{YamlText.Literal(pair[..equals])}={words.Value(pair[(equals + 1)..], name, HarSecrets.IsSecretOfQuery(name))}";
        }
    }

    // GET /api/orders/${id}?x=1 is get api orders id.
    private string Name(string method, string path)
    {
        string words = Other().Replace(Uri.UnescapeDataString(path.Split('?')[0].Replace("${", " ", StringComparison.Ordinal)), " ").Trim().ToLowerInvariant();
        if (words.Length > LongestName) words = words[..LongestName].TrimEnd();
        string name = $"{method.ToLowerInvariant()} {(words.Length == 0 ? "/" : words)}";
        string free = name;
        int count = _counts.GetValueOrDefault(name);
        while (!_stepNames.Add(free)) free = $"{name} {Math.Max(2, ++count)}";
        _counts[name] = Math.Max(1, count);
        return free;
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Other();
}
