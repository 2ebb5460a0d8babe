using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>A value that fits a schema: as the document's examples have it, or else the smallest that can be made.</summary>
internal sealed class ApiSample
{
    // Of a definition file 32 levels are read, and a sample stands in the fifth.
    private const int Deepest = 12;
    private const int MostValues = 150;
    private const int MostCharacters = 16_384;
    private const int LongestName = 500;

    private int _values;
    private int _characters;
    private int _visits;

    /// <summary>A pattern was met, which nothing made here is sure to fit.</summary>
    public bool HasPattern { get; private set; }

    /// <summary>Why there is no value; null = there is one.</summary>
    public string? Fault { get; private set; }

    /// <summary>A value made of a schema; null, without a fault, is JSON's.</summary>
    public JsonNode? Of(IOpenApiSchema? schema) => Of(schema, 0);

    /// <summary>What an example says, if it is not too large.</summary>
    public JsonNode? Given(JsonNode? example)
    {
        if ((_characters += (example is null ? 0 : ApiText.Flow(example).Length)) > MostCharacters || Size(example, 0) is not { } size || (_values += size) > MostValues) Fault ??= $"it has more than {MostValues} values, {MostCharacters} characters or {Deepest} levels";
        return Fault is null ? example?.DeepClone() : null;
    }

    /// <summary>What the document says itself of a schema: an example, a default, the only value or the first of those allowed.</summary>
    public static bool TryGiven(IOpenApiSchema schema, out JsonNode? value)
    {
        value = Example(schema) ?? schema.Default ?? (schema.Const is { } only ? JsonValue.Create(only) : null) ?? schema.Enum?.FirstOrDefault(e => e is not null);
        return value is not null;
    }

    /// <summary>The first example of a value.</summary>
    public static JsonNode? Example(IOpenApiSchema schema)
    {
        // Out of date in 3.1, and all that 2.0 and 3.0 have.
#pragma warning disable CS0618
        return schema.Example ?? schema.Examples?.FirstOrDefault(e => e is not null);
#pragma warning restore CS0618
    }

    private JsonNode? Of(IOpenApiSchema? schema, int depth)
    {
        if (Fault is not null) return null;
        if (depth > Deepest || ++_visits > 1_000 || ++_values > MostValues) Fault = "its schema leads back to itself, or needs too many values";
        else if (ApiReferences.Fault(schema) is { } fault) Fault = fault;
        if (Fault is not null || schema is null) return null;
        if (TryGiven(schema, out JsonNode? given)) return Given(given);
        if (schema.AllOf is { Count: > 0 } || schema.Properties is { Count: > 0 } || Kind(schema) == JsonSchemaType.Object) return Object(schema, depth);
        if ((schema.OneOf ?? schema.AnyOf)?.FirstOrDefault() is { } first) return Of(first, depth + 1);
        return Kind(schema) switch
        {
            JsonSchemaType.Array => new JsonArray([.. Enumerable.Range(0, Math.Clamp(schema.MinItems ?? 1, schema.MaxItems == 0 ? 0 : 1, 10)).Select(_ => Of(schema.Items, depth + 1))]),
            JsonSchemaType.Integer or JsonSchemaType.Number => Number(schema),
            JsonSchemaType.Boolean => JsonValue.Create(true),
            JsonSchemaType.Null => null,
            _ => JsonValue.Create(Text(schema)),
        };
    }

    // The parts of allOf are one object, and so are those of the first of oneOf or anyOf beside it.
    private JsonNode? Object(IOpenApiSchema schema, int depth)
    {
        var properties = new Dictionary<string, IOpenApiSchema>();
        var required = new List<string>();
        JsonNode? alone = null;
        Collect(schema, depth);
        if (Fault is not null) return null;
        if (alone is not null && properties.Count == 0) return alone;
        var made = new JsonObject();
        foreach (string name in required.Distinct())
        {
            IOpenApiSchema? property = properties.GetValueOrDefault(name);
            if (property is not null && ApiReferences.Fault(property) is null && property.ReadOnly) continue;
            if (name.Length > LongestName) Fault = $"a property of it has a name of more than {LongestName} characters";
            JsonNode? value = Of(property, depth + 1);
            if (Fault is not null) return null;
            made[name] = value;
        }

        return made;

        void Collect(IOpenApiSchema part, int level)
        {
            if (level > Deepest || ++_visits > 1_000) Fault ??= "its schema leads back to itself, or needs too many values";
            Fault ??= ApiReferences.Fault(part);
            if (Fault is not null) return;
            foreach ((string name, IOpenApiSchema property) in part.Properties ?? new Dictionary<string, IOpenApiSchema>()) properties.TryAdd(name, property);
            required.AddRange(part.Required ?? new HashSet<string>());
            if (part != schema && part.Properties is null && part.AllOf is null && Kind(part) is not (null or JsonSchemaType.Object)) alone ??= Of(part, level + 1);
            else if (part != schema && TryGiven(part, out JsonNode? given) && given is not JsonObject) alone ??= Given(given);
            foreach (IOpenApiSchema inner in part.AllOf ?? []) Collect(inner, level + 1);
            if ((part.OneOf ?? part.AnyOf)?.FirstOrDefault() is { } chosen) Collect(chosen, level + 1);
        }
    }

    /// <summary>The type without null; null = none is said.</summary>
    public static JsonSchemaType? Kind(IOpenApiSchema schema)
    {
        if (schema.Type is not { } type) return schema.Items is not null ? JsonSchemaType.Array : null;
        JsonSchemaType some = type & ~JsonSchemaType.Null;
        if (some == 0) return JsonSchemaType.Null;
        return new[] { JsonSchemaType.Object, JsonSchemaType.Array, JsonSchemaType.String, JsonSchemaType.Integer, JsonSchemaType.Number, JsonSchemaType.Boolean }.First(t => some.HasFlag(t));
    }

    /// <summary>The least number that is allowed; 1 where nothing is said.</summary>
    public static JsonNode Number(IOpenApiSchema schema)
    {
        decimal one = Kind(schema) == JsonSchemaType.Integer ? 1 : 0.5m;
        decimal? least = Decimal(schema.Minimum), above = Decimal(schema.ExclusiveMinimum), most = Decimal(schema.Maximum), below = Decimal(schema.ExclusiveMaximum);
        decimal value = above is { } a && a >= (least ?? a) && Math.Abs(a) < 1e15m ? a + one : least ?? 1;
        if (least is null && above is null && (value > most || value >= below)) value = most ?? (Math.Abs(below!.Value) < 1e15m ? below.Value - one : below.Value);
        if (schema.MultipleOf is > 0 and { } step && Math.Abs(value / step) < 1e15m) value = Math.Ceiling(value / step) * step;
        if (Kind(schema) == JsonSchemaType.Integer) value = Math.Ceiling(value);
        return JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;
    }

    private static decimal? Decimal(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && Math.Abs(number) < 1e27m ? number : null;

    private string Text(IOpenApiSchema schema)
    {
        HasPattern |= schema.Pattern is not null;
        string text = schema.Format switch
        {
            "date-time" => "2026-01-02T03:04:05Z",
            "date" => "2026-01-02",
            "time" => "03:04:05Z",
            "duration" => "PT1M",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            "email" or "idn-email" => "probe@example.com",
            "uri" or "url" or "iri" or "uri-reference" => "https://example.com/",
            "hostname" or "idn-hostname" => "example.com",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            "byte" => "cHJvYmU=",
            _ => "",
        };
        if (text.Length > 0) return text;
        int least = Math.Clamp(schema.MinLength ?? 0, 0, MostCharacters), most = Math.Max(schema.MaxLength ?? int.MaxValue, least);
        if ((_characters += least) > MostCharacters) Fault = $"it has more than {MostCharacters} characters";
        if (Fault is not null) return "";
        text = "probe".PadRight(least, 'x');
        return text.Length > most ? text[..most] : text;
    }

    // Null = too large.
    private static int? Size(JsonNode? node, int depth)
    {
        if (depth > Deepest || (node as JsonObject)?.Any(p => p.Key.Length > LongestName) == true) return null;
        IEnumerable<JsonNode?> inner = node switch { JsonObject properties => properties.Select(p => p.Value), JsonArray list => list, _ => [] };
        int size = 1;
        foreach (JsonNode? child in inner)
        {
            if (Size(child, depth + 1) is not { } more) return null;
            size += more;
        }

        return size;
    }
}
