using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadProbe.Definitions;

/// <summary>What an API's description has, as definition files have it.</summary>
internal static class ApiText
{
    /// <summary>A value as YAML on one line; what would be a hole is none.</summary>
    public static string Flow(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } properties => $"{{ {string.Join(", ", properties.Select(p => $"{YamlText.Text(p.Key)}: {Flow(p.Value)}"))} }}",
        JsonObject => "{}",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => YamlText.Text(value.GetValue<string>()),
        null => "null",
        _ => node.ToJsonString(),
    };

    /// <summary>A scalar without its quotes, anything else as JSON.</summary>
    public static string Plain(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node?.ToJsonString() ?? "";

    /// <summary>For the name of a file: letters, digits and dashes.</summary>
    public static string Slug(string text, string otherwise)
    {
        string slug = string.Join('-', string.Concat(text.Take(200).Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (slug.Length > 60) slug = slug[..60].TrimEnd('-');
        return slug.Length == 0 ? otherwise : slug;
    }

    /// <summary>For the name of an environment's variable: capitals, digits and _.</summary>
    public static string Variable(string text)
    {
        var name = new StringBuilder();
        for (int i = 0; i < Math.Min(text.Length, 48); i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(text[i]) && char.IsAsciiLetterLower(text[i - 1])) name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(text[i]) ? char.ToUpperInvariant(text[i]) : '_');
        }

        string made = name.ToString().Trim('_');
        return made.Length == 0 || char.IsAsciiDigit(made[0]) ? $"API_{made}".TrimEnd('_') : made;
    }
}
