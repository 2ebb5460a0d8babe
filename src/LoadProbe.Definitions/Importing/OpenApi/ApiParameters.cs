using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>The parameters of an operation: in its path, its query, its headers and its cookies.</summary>
internal static class ApiParameters
{
    private const int MostParameters = 100;

    // OpenAPI says that these are not described as parameters.
    private static readonly string[] Others = ["Accept", "Content-Type", "Authorization"];

    public static void Say(ApiStep step)
    {
        var all = new Dictionary<(string, ParameterLocation), IOpenApiParameter>();
        foreach (IOpenApiParameter parameter in (step.Operation.Item.Parameters ?? []).Concat(step.Operation.Operation.Parameters ?? []).OfType<IOpenApiParameter>())
        {
            if (ApiReferences.Fault(parameter) is { } fault) step.Fail($"a parameter's {fault}");
            else if (parameter is { Name: { Length: > 0 and <= 500 } name, In: { } place }) all[(name, place)] = parameter;
        }

        if (all.Count > MostParameters) step.Fail($"it has more than {MostParameters} parameters");
        if (step.Fault is not null) return;
        foreach (((string name, ParameterLocation place), IOpenApiParameter parameter) in all.Where(p => p.Key.Item2 != ParameterLocation.Header || !Others.Contains(p.Key.Item1, StringComparer.OrdinalIgnoreCase))) Say(step, name, place, parameter);
    }

    private static void Say(ApiStep step, string name, ParameterLocation place, IOpenApiParameter parameter)
    {
        bool isRequired = parameter.Required || place == ParameterLocation.Path;
        (bool isKnown, JsonNode? value) = Value(step, parameter, isRequired);
        if (!isKnown && !isRequired) return;
        // No placeholder looks like a list or an object.
        string? hole = isKnown ? null : step.Variables.Placeholder(name, place == ParameterLocation.Path ? step.Operation.Path.Split($"{{{name}}}")[0] : "", Guess(parameter));
        switch (place)
        {
            case ParameterLocation.Path:
                step.PathValues[name] = hole ?? Uri.EscapeDataString(Joined(value, ","));
                break;
            case ParameterLocation.Query:
                foreach (string pair in hole is not null ? [$"{Uri.EscapeDataString(name)}={hole}"] : Pairs(name, value, parameter)) step.Query(pair);
                break;
            case ParameterLocation.Header:
                step.Header(name, hole ?? YamlText.Literal(Joined(value, ",")));
                break;
            case ParameterLocation.Cookie:
                step.Cookie($"{Uri.EscapeDataString(name)}={hole ?? Uri.EscapeDataString(Joined(value, ","))}");
                break;
            default:
                break;
        }
    }

    // An optional one has a value only if the document gives an example of it.
    private static (bool IsKnown, JsonNode? Value) Value(ApiStep step, IOpenApiParameter parameter, bool isRequired)
    {
        var sample = new ApiSample();
        OpenApiMediaType? content = parameter.Content?.Values.FirstOrDefault();
        IOpenApiSchema? schema = parameter.Schema ?? content?.Schema;
        JsonNode? example = parameter.Example ?? Example(parameter.Examples) ?? content?.Example ?? Example(content?.Examples);
        if (schema is not null && ApiReferences.Fault(schema) is { } fault)
        {
            if (isRequired && example is null) step.Unsaid.Add($"what the parameter {Quote.Of(parameter.Name ?? "")} looks like: {fault}");
            schema = null;
        }

        example ??= schema is null ? null : ApiSample.Example(schema);
        if (example is null && isRequired && schema is not null && (ApiSample.TryGiven(schema, out JsonNode? _) || IsMade(schema))) example = sample.Of(schema);
        else if (example is not null) example = sample.Given(example);
        if (sample.Fault is not null) return (false, null);
        return content is null || example is null ? (example is not null, example) : (true, JsonValue.Create(example.ToJsonString()));
    }

    public static JsonNode? Example(IDictionary<string, IOpenApiExample>? examples) =>
        examples?.Values.Where(e => e is not null && ApiReferences.Fault(e) is null).Select(e => e.Value).FirstOrDefault(v => v is not null);

    // Of a text or a number without bounds nobody knows which there are.
    private static bool IsMade(IOpenApiSchema schema) => ApiSample.Kind(schema) switch
    {
        JsonSchemaType.Boolean => true,
        JsonSchemaType.Integer or JsonSchemaType.Number => schema.Minimum is not null || schema.ExclusiveMinimum is not null,
        JsonSchemaType.Array => schema.Items is { } items && ApiReferences.Fault(items) is null && (ApiSample.TryGiven(items, out JsonNode? _) || IsMade(items)),
        JsonSchemaType.String => schema.Format is "date" or "date-time",
        _ => false,
    };

    private static string? Guess(IOpenApiParameter parameter) =>
        parameter.Schema is { } schema && ApiReferences.Fault(schema) is null && ApiSample.Kind(schema) is JsonSchemaType.Integer or JsonSchemaType.Number ? "1" : null;

    private static string Joined(JsonNode? value, string by) => value switch
    {
        JsonArray list => string.Join(by, list.Select(ApiText.Plain)),
        JsonObject properties => string.Join(by, properties.Select(p => $"{p.Key}{by}{ApiText.Plain(p.Value)}")),
        _ => ApiText.Plain(value),
    };

    private static IEnumerable<string> Pairs(string name, JsonNode? value, IOpenApiParameter parameter)
    {
        ParameterStyle style = parameter.Style ?? ParameterStyle.Form;
        bool apart = parameter.Explode;
        return value switch
        {
            JsonArray { Count: 0 } => [],
            JsonArray list when apart => list.Select(i => Pair(name, ApiText.Plain(i))),
            JsonArray list => [$"{Uri.EscapeDataString(name)}={string.Join(style switch { ParameterStyle.SpaceDelimited => "%20", ParameterStyle.PipeDelimited => "%7C", _ => "," }, list.Select(i => Uri.EscapeDataString(ApiText.Plain(i))))}"],
            JsonObject properties when style == ParameterStyle.DeepObject => properties.Select(p => Pair($"{name}[{p.Key}]", ApiText.Plain(p.Value))),
            JsonObject properties when apart => properties.Select(p => Pair(p.Key, ApiText.Plain(p.Value))),
            _ => [Pair(name, Joined(value, ","))],
        };
    }

    private static string Pair(string name, string value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
}
