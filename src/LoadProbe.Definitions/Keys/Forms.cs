namespace LoadProbe.Definitions;

/// <summary>What values may be, as JSON Schema.</summary>
internal static class Forms
{
    public const string Text = """{ "type": "string" }""";
    public const string Word = """{ "type": ["string", "number", "boolean"] }""";
    public const string Any = "true";
    public const string Flag = """{ "type": "boolean" }""";
    public const string Number = """{ "type": "number" }""";
    public const string Duration = """{ "$ref": "#/$defs/duration" }""";
    public const string DurationOrRange = """{ "type": "string", "pattern": "^\\s*[0-9.]+\\s*(us|µs|ms|s|m|h|d)?\\s*([.][.]\\s*[0-9.]+\\s*(us|µs|ms|s|m|h|d)\\s*)?$", "examples": ["2s", "1s..3s"] }""";
    public const string Date = """{ "type": "string", "pattern": "^2[0-9]{3}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-05"] }""";
    public const string Rate = """{ "$ref": "#/$defs/rate" }""";
    public const string Role = """{ "$ref": "#/$defs/role" }""";
    public const string Words = """{ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } }""";
    public const string WordOrWords = """{ "type": ["string", "number", "array"], "items": { "type": ["string", "number"] } }""";
    public const string Status = """{ "type": ["integer", "string", "array"], "items": { "type": ["integer", "string"] }, "examples": [200, "2xx", "200-299"] }""";
    public const string MatchOrMatches = """{ "anyOf": [{ "type": ["string", "number"] }, { "$ref": "#/$defs/match" }, { "type": "array", "items": { "anyOf": [{ "type": ["string", "number"] }, { "$ref": "#/$defs/match" }] } }] }""";

    /// <summary>What several tables refer to.</summary>
    public static readonly IReadOnlyDictionary<string, string> Shared = new Dictionary<string, string>
    {
        ["duration"] = """{ "anyOf": [{ "type": "string", "pattern": "^\\s*[0-9.]+\\s*(us|µs|ms|s|m|h|d)\\s*$" }, { "const": 0 }], "examples": ["500ms", "30s", "2m"] }""",
        ["rate"] = """{ "type": "string", "pattern": "^[0-9.]+\\s*/\\s*(s|m|min|h)$", "examples": ["500/s", "30/m"] }""",
        ["role"] = Choice(BrowserKeys.Roles),
    };

    public static string Whole(int min, int max) => $$"""{ "type": "integer", "minimum": {{min}}, "maximum": {{max}} }""";

    public static string Choice(params string[] words) => $$"""{ "enum": [{{string.Join(", ", words.Select(w => $"\"{w}\""))}}] }""";

    /// <summary>A mapping with the keys of a table.</summary>
    public static string Table(string name) => $$"""{ "$ref": "#/$defs/{{name}}" }""";

    public static string WordOr(string table) => $$"""{ "anyOf": [{ "type": ["string", "number", "boolean"] }, {{Table(table)}}] }""";

    public static string NothingOr(string table) => $$"""{ "anyOf": [{ "type": ["string", "null"] }, {{Table(table)}}] }""";

    public static string MapOf(string schema) => $$"""{ "type": "object", "additionalProperties": {{schema}} }""";

    public static string ListOf(string schema) => $$"""{ "type": "array", "items": {{schema}} }""";
}
