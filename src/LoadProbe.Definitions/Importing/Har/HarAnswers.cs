using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>
/// What JSON answers said first: texts of 8 letters or more and whole numbers of 4 digits or more. A value that a request
/// carried before any answer had it is the client's own. One look-up a word, however many answers there are.
/// </summary>
internal sealed partial class HarAnswers
{
    private const int Most = 300_000;
    private const int MostOfOne = 20_000;
    private const int Longest = 8_192;
    private const int LongestPath = 300;

    private readonly Dictionary<string, (HarStep Step, string Path, string Name)> _said = [];
    private readonly HashSet<string> _sent = [];

    /// <summary>Some answers had more values than are looked at.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A request carries this.</summary>
    public void Sent(string value)
    {
        if (value.Length is >= 4 and <= Longest && _sent.Count < Most && !_said.ContainsKey(value)) _sent.Add(value);
    }

    /// <summary>A later step may use what this one was answered.</summary>
    public void Add(HarStep step, string answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            int left = MostOfOne;
            Walk(step, document.RootElement, "$", "value", ref left);
            IsCut |= left <= 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It said that it was JSON, or half a character is in it: nothing can be saved of it.
        }
    }

    /// <summary>The variable that has the value, saved in the step that was answered it; null = no answer had it.</summary>
    public string? Find(string value, HarNames names) =>
        value.Length >= 4 && _said.TryGetValue(value, out (HarStep Step, string Path, string Name) said) ? said.Step.Save(said.Path, said.Name, names) : null;

    private void Walk(HarStep step, JsonElement at, string path, string name, ref int left)
    {
        if (left <= 0 || path.Length > LongestPath) return;
        switch (at.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in at.EnumerateObject())
                {
                    string key = property.Name;
                    if (key.Contains("']", StringComparison.Ordinal) || key.EndsWith('\'')) continue;
                    Walk(step, property.Value, Word().IsMatch(key) ? $"{path}.{key}" : $"{path}['{key}']", key, ref left);
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in at.EnumerateArray())
                {
                    if (left <= 0) break;
                    Walk(step, item, $"{path}[{index++}]", name, ref left);
                }

                break;
            case JsonValueKind.String when at.GetString() is { Length: >= 8 and <= Longest } text:
                Add(step, text, path, name, ref left);
                break;
            case JsonValueKind.Number when at.GetRawText() is { Length: >= 4 and <= 20 } number && number.All(char.IsAsciiDigit):
                Add(step, number, path, name, ref left);
                break;
        }
    }

    private void Add(HarStep step, string value, string path, string name, ref int left)
    {
        left--;
        if (_said.Count >= Most) IsCut = true;
        else if (!_sent.Contains(value)) _said.TryAdd(value, (step, path, name));
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$")]
    private static partial Regex Word();
}
