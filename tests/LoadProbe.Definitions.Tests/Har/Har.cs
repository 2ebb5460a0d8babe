using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadProbe.Definitions.Tests;

/// <summary>A HAR as browsers write it, entry by entry, and the journey that is made of it.</summary>
internal sealed class Har : IDisposable
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Scratch _scratch = new();
    private readonly JsonArray _entries = [];

    public string this[string path] => _scratch[path];

    public string Text => new JsonObject { ["log"] = new JsonObject { ["version"] = "1.2", ["creator"] = new JsonObject { ["name"] = "test" }, ["pages"] = new JsonArray(), ["entries"] = _entries.DeepClone() } }.ToJsonString(Written);

    /// <param name="request">Method and URL.</param>
    /// <param name="status">Answered; 0 = it was aborted.</param>
    /// <param name="answer">Its text.</param>
    /// <param name="headers"><c>Name: value</c> of the request.</param>
    public Har With(string request, int status = 200, string? answer = null, string mime = "application/json", string? body = null, string bodyMime = "application/json", string? type = "fetch", Action<JsonNode>? change = null, params string[] headers)
    {
        string[] parts = request.Split(' ', 2);
        var entry = new JsonObject
        {
            ["startedDateTime"] = DateTimeOffset.UnixEpoch.AddSeconds(_entries.Count).ToString("O"),
            ["time"] = 20,
            ["request"] = new JsonObject
            {
                ["method"] = parts[0],
                ["url"] = parts[1],
                ["httpVersion"] = "http/2.0",
                ["headers"] = new JsonArray([.. headers.Select(h => new JsonObject { ["name"] = h[..h.IndexOf(": ", StringComparison.Ordinal)], ["value"] = h[(h.IndexOf(": ", StringComparison.Ordinal) + 2)..] })]),
                ["queryString"] = new JsonArray(),
                ["cookies"] = new JsonArray(),
                ["headersSize"] = -1,
                ["bodySize"] = body?.Length ?? 0,
            },
            ["response"] = new JsonObject { ["status"] = status, ["headers"] = new JsonArray(), ["redirectURL"] = "", ["content"] = new JsonObject { ["size"] = 0, ["mimeType"] = mime } },
            ["cache"] = new JsonObject(),
            ["timings"] = new JsonObject(),
        };
        if (type is not null) entry["_resourceType"] = type;
        if (body is not null) entry["request"]!["postData"] = new JsonObject { ["mimeType"] = bodyMime, ["text"] = body };
        if (answer is not null) entry["response"]!["content"]!["text"] = answer;
        change?.Invoke(entry);
        _entries.Add((JsonNode)entry);
        return this;
    }

    public HarJourney Import(HarOptions? options = null) => Files.Good(HarImport.Of(_scratch.With("session.har", Text)["session.har"], options ?? new HarOptions()));

    /// <summary>The journey, read as any other file.</summary>
    public Journey Journey(HarOptions? options = null, IReadOnlyDictionary<string, string>? variables = null) => Load(Import(options).Yaml(null), variables);

    public Journey Load(string yaml, IReadOnlyDictionary<string, string>? variables = null)
    {
        var loaded = DefinitionFiles.LoadProbe(_scratch.With("probes/made.yaml", yaml)["probes/made.yaml"], new LoadOptions { Variables = variables ?? new Dictionary<string, string>() });
        Assert.True(loaded.Mistakes.Count == 0, $"{string.Join('\n', loaded.Mistakes.Take(5))}\n{yaml[..Math.Min(yaml.Length, 4_000)]}");
        return loaded.Value!.Journey;
    }

    public void Dispose() => _scratch.Dispose();
}
