using System.Globalization;
using System.Text.Json.Nodes;

namespace LoadProbe.Definitions;

/// <summary>YAML of others as JSON. Plain scalars are typed as in YAML 1.2's core schema; nothing in it is a hole.</summary>
internal static class YamlJson
{
    public static JsonNode? Of(Node node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Of(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Of)]),
        TextNode { IsPlain: true } plain => Plain(plain),
        TextNode text => JsonValue.Create(text.Text),
        _ => null,
    };

    private static JsonNode? Plain(TextNode node)
    {
        string text = node.Text;
        if (node.IsNull) return null;
        if (text is "true" or "True" or "TRUE") return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE") return JsonValue.Create(false);
        // 00700 is text, as 3.1.0 and 2026-01-02 are.
        bool isNumber = (text[0] is '-' or (>= '0' and <= '9')) && !(text.TrimStart('-') is ['0', >= '0' and <= '9', ..]);
        if (isNumber && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)) return JsonValue.Create(whole);
        if (isNumber && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal number)) return JsonValue.Create(number);
        return JsonValue.Create(text);
    }
}
