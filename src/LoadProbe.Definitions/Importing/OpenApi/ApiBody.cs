using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>What a request carries: JSON, a form, or text that the document gives an example of.</summary>
internal static class ApiBody
{
    public static void Say(ApiStep step)
    {
        if (step.Operation.Operation.RequestBody is not { } body) return;
        if (ApiReferences.Fault(body) is { } fault)
        {
            step.Fail($"its body's {fault}");
            return;
        }

        if (step.Operation.Reads && !body.Required) return;
        (string Type, OpenApiMediaType Media)[] all = [.. (body.Content ?? new Dictionary<string, OpenApiMediaType>()).Where(c => c.Value is not null).Select(c => (c.Key, c.Value))];
        if (all.FirstOrDefault(c => IsJson(c.Type)) is { Media: not null } json) Json(step, json.Type, json.Media);
        else if (all.FirstOrDefault(c => Bare(c.Type) == "application/x-www-form-urlencoded") is { Media: not null } form) Form(step, form.Media);
        else if (all.FirstOrDefault(c => Given(c.Media) is JsonValue) is { Media: not null } text) Plain(step, text.Type, ApiText.Plain(Given(text.Media)));
        else if (all.Length > 0 && body.Required) step.Fail($"its body is {Quote.Bare(string.Join(" or ", all.Select(c => c.Type)))}, and no example of it is given");
    }

    public static bool IsJson(string type) => Bare(type) is "application/json" or "text/json" || Bare(type).EndsWith("+json", StringComparison.Ordinal);

    private static string Bare(string type) => type.Split(';')[0].Trim().ToLowerInvariant();

    private static JsonNode? Given(OpenApiMediaType media) => media.Example ?? ApiParameters.Example(media.Examples);

    private static void Json(ApiStep step, string type, OpenApiMediaType media)
    {
        (bool isMade, JsonNode? value) = Value(step, media);
        if (!isMade) return;
        step.Body = $"json: {ApiText.Flow(value)}";
        if (Bare(type) != "application/json") step.Header("Content-Type", YamlText.Literal(type));
    }

    private static void Form(ApiStep step, OpenApiMediaType media)
    {
        (bool isMade, JsonNode? value) = Value(step, media);
        if (!isMade) return;
        if (value is not JsonObject fields) step.Fail("its form has no fields");
        else if (fields.Any(f => f.Value is JsonObject or JsonArray)) step.Fail("its form has lists or objects");
        else if (fields.Count > 0) step.Body = $"form: {{ {string.Join(", ", fields.Select(f => $"{YamlText.Text(f.Key)}: {YamlText.Text(ApiText.Plain(f.Value))}"))} }}";
    }

    private static void Plain(ApiStep step, string type, string text)
    {
        if (text.Length > 16_384) step.Fail("its body's example is too large");
        else step.Body = $"body: {YamlText.Text(text)}";
        step.Header("Content-Type", YamlText.Literal(type));
    }

    private static (bool IsMade, JsonNode? Value) Value(ApiStep step, OpenApiMediaType media)
    {
        var sample = new ApiSample();
        JsonNode? value = Given(media) is { } given ? sample.Given(given) : sample.Of(media.Schema);
        if (sample.Fault is { } fault) step.Fail($"no body of it could be made: {fault}");
        if (sample.HasPattern) step.Unsaid.Add("texts that fit their pattern: check those of the body");
        return (sample.Fault is null, value);
    }
}
