using System.Text;
using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>What a request carries, as <c>json</c>, <c>form</c> or <c>body</c>.</summary>
internal sealed class HarBody(HarWords words)
{
    private const int MostValues = 4_000;
    private const int Deepest = 20;
    private const int Longest = 256 << 10;
    private const int LongestKey = 400;

    private bool _isText;
    private int _values;

    /// <summary>Why there is none though one was sent; null = there is nothing to say.</summary>
    public string? Unsaid { get; private set; }

    /// <summary>The key of the step and its value, how many values of YAML these are, and the content type where it must be said; null = there is no body.</summary>
    public (string Key, string Value, int Values, string? Type)? Of(HarEntry entry)
    {
        if (entry.Form is { } fields && IsForm(entry.Mime)) return Form(fields, entry);
        if (entry.Body is not { } text)
        {
            if (entry.IsBodyLost || entry.Form is not null) Unsaid = "a body that is no text, or is not in the file";
            return null;
        }

        if (text.Length > Longest)
        {
            Unsaid = $"a body of more than {Longest >> 10} KiB";
            return null;
        }

        if (IsForm(entry.Mime) && Split(text) is { } pairs) return Form(pairs, entry);
        string? json = text.AsSpan().TrimStart() is ['{' or '[', ..] ? Json(text) : null;
        return json is not null && !_isText ? ("json", json, 1 + _values, Type(entry, "application/json")) : ("body", YamlText.Quoted(json ?? words.Loose(text, "value")), 2, Type(entry, null));
    }

    private (string, string, int, string?)? Form(IReadOnlyList<(string Name, string Value)> fields, HarEntry entry)
    {
        bool isPlain = fields.Count <= MostValues && fields.DistinctBy(f => f.Name).Count() == fields.Count && fields.All(f => f.Name.Length is > 0 and <= LongestKey);
        return isPlain
            ? ("form", $"{{ {string.Join(", ", fields.Select(f => $"{YamlText.Quoted(f.Name)}: {YamlText.Quoted(words.Value(f.Value, f.Name, HarSecrets.IsSecret(f.Name)))}"))} }}", 2 + (2 * fields.Count), Type(entry, "application/x-www-form-urlencoded"))
            : ("body", YamlText.Quoted(string.Join('&', fields.Select(f => $"{YamlText.Literal(Uri.EscapeDataString(f.Name))}={words.Value(Uri.EscapeDataString(f.Value), f.Name, HarSecrets.IsSecret(f.Name))}"))), 2, Type(entry, null));
    }

    // What goes without saying is not said.
    private static string? Type(HarEntry entry, string? own)
    {
        string? type = entry.Mime is { Length: > 0 } mime && !mime.Contains("${", StringComparison.Ordinal) && !mime.Any(char.IsControl) ? mime : null;
        return type is null || type.Equals(own, StringComparison.OrdinalIgnoreCase) ? null : type;
    }

    private static bool IsForm(string? mime) => mime is not null && mime.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<(string, string)>? Split(string text)
    {
        string[] pairs = text.Split('&');
        return pairs.All(p => p.IndexOf('=', StringComparison.Ordinal) > 0) ? [.. pairs.Select(p => p.Split('=', 2)).Select(p => (Decoded(p[0]), Decoded(p[1])))] : null;
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // Null = it is none, or holds half a character.
    private string? Json(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            var written = new StringBuilder();
            Write(document.RootElement, "value", isSecret: false, 0, written);
            return written.ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Write(JsonElement at, string field, bool isSecret, int depth, StringBuilder text)
    {
        _isText |= ++_values > MostValues || depth > Deepest;
        switch (at.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append("{ ");
                var seen = new HashSet<string>();
                foreach (JsonProperty property in at.EnumerateObject())
                {
                    if (seen.Count > 0) text.Append(", ");
                    _values++;
                    _isText |= !seen.Add(property.Name) || property.Name.Length > LongestKey;
                    text.Append(YamlText.Text(property.Name)).Append(": ");
                    Write(property.Value, property.Name, isSecret || HarSecrets.IsSecret(property.Name), depth + 1, text);
                }

                text.Append(seen.Count > 0 ? " }" : "}");
                break;
            case JsonValueKind.Array:
                text.Append('[');
                int index = 0;
                foreach (JsonElement item in at.EnumerateArray())
                {
                    if (index++ > 0) text.Append(", ");
                    Write(item, field, isSecret, depth + 1, text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(YamlText.Quoted(words.Value(at.GetString()!, field, isSecret)));
                break;
            case JsonValueKind.Number:
                // A hole in json: would be a string.
                string? hole = words.Number(at.GetRawText(), field, isSecret && HarSecrets.IsSecretNumber(field));
                _isText |= hole is not null;
                text.Append(hole ?? at.GetRawText());
                break;
            default:
                text.Append(at.GetRawText());
                break;
        }
    }
}
