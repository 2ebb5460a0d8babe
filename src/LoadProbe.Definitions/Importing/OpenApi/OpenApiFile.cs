using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace LoadProbe.Definitions;

/// <summary>Reads OpenAPI documents, JSON and YAML. Opens no connection and no other file.</summary>
internal static class OpenApiFile
{
    private const long MostBytes = 16 << 20;
    private const int MostValues = 1_000_000;
    private const int Deepest = 64;
    private const string Right = "an OpenAPI document begins for instance with openapi: 3.1.0, or swagger: \"2.0\"";

    public static Loaded<ApiDescription> Load(string path)
    {
        var mistakes = new Mistakes();
        ApiDescription? description = TextFile.Read(path, MostBytes, out string? fault) is { } text ? Read(text, path, mistakes) : null;
        if (fault is not null) mistakes.Add(new Place(path, 1, 1), fault);
        return new Loaded<ApiDescription>(mistakes.Count == 0 ? description : null, mistakes.Sorted());
    }

    private static ApiDescription? Read(string text, string path, Mistakes mistakes)
    {
        var start = new Place(path, 1, 1);
        JsonNode? root = text.AsSpan().TrimStart() is ['{', ..] ? OfJson(text, path, mistakes) : OfYaml(text, path, mistakes);
        if (mistakes.Count > 0) return null;
        if (root is not JsonObject document || (document["openapi"] ?? document["swagger"]) is not JsonValue said)
        {
            mistakes.Add(start, $"no OpenAPI document: {Right}");
            return null;
        }

        string version = Quote.Bare(said.ToString());
        if (!(document.ContainsKey("openapi") ? version.StartsWith("3.", StringComparison.Ordinal) : version is "2.0" or "2"))
        {
            mistakes.Add(start, $"{(document.ContainsKey("openapi") ? "openapi" : "swagger")} {Quote.Of(version)} is not known: {Right}");
            return null;
        }

        // As YAML writes it without quotes, it is a number.
        document[document.ContainsKey("openapi") ? "openapi" : "swagger"] = version == "2" ? "2.0" : version;
        return Read(document, version, start, mistakes);
    }

    private static ApiDescription? Read(JsonObject document, string version, Place start, Mistakes mistakes)
    {
        try
        {
            ReadResult read = new OpenApiJsonReader().Read(document, new Uri("file:///openapi"), new OpenApiReaderSettings { LoadExternalRefs = false, RuleSet = ValidationRuleSet.GetEmptyRuleSet() });
            if (read.Document is { } found) return new ApiDescription(found, version, [.. (read.Diagnostic?.Errors ?? []).Take(50).Select(e => Quote.Line(e.Pointer is { Length: > 0 } at ? $"{at}: {e.Message}" : e.Message)).Distinct()]);
            mistakes.Add(start, $"no OpenAPI document: {Quote.Line(read.Diagnostic?.Errors.FirstOrDefault()?.Message ?? Right)}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library has many ways to say no to what it did not expect.
            mistakes.Add(start, $"no OpenAPI document that can be read: {Quote.Line(e.Message)}");
        }

        return null;
    }

    // Not by the reader of YAML: JSON may have tabs, keys of any length and halves of characters.
    private static JsonNode? OfJson(string text, string path, Mistakes mistakes)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = Deepest, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            string why = e.Message.Contains("LineNumber", StringComparison.Ordinal) ? e.Message[..e.Message.IndexOf("LineNumber", StringComparison.Ordinal)].TrimEnd(' ', '.') : e.Message;
            mistakes.Add(new Place(path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), $"not JSON: {Quote.Line(why)}");
            return null;
        }
    }

    private static JsonNode? OfYaml(string text, string path, Mistakes mistakes)
    {
        if (YamlReader.Read(text, path, mistakes, new Anchors(), MostValues, Deepest) is not { } root) return null;
        return root is MappingNode ? YamlJson.Of(root) : null;
    }
}
