using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>
/// JSON Schemas (draft 2020-12) of the definition files, for editors: made from the same tables of keys that the
/// reader goes by. The reader checks more than they can say.
/// </summary>
public static partial class DefinitionSchemas
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IReadOnlyList<KeyTable> Steps = [StepKeys.Http, WebSocketKeys.WebSocket, GrpcKeys.Grpc, SqlKeys.Sql, ProgramKeys.Program, .. DialKeys.ByAction.Values.Select(d => d.Step), .. BrowserKeys.ByAction.Values];

    private static readonly Dictionary<string, KeyTable> Tables = new KeyTable[]
    {
        TargetKeys.Target, TargetKeys.Caps, TargetKeys.Proof, TargetKeys.Proxy, TargetKeys.Mark, TargetKeys.Tls, LimitsKeys.AtOnce, ProbeKeys.Verdict, ProbeKeys.Slo, ProbeKeys.Browser, ProbeKeys.Table, ProbeKeys.Generated,
        StepKeys.HttpExpect, AuthKeys.Auth, AuthKeys.Basic, AuthKeys.OAuth2, GenuineKeys.OfHttp, GenuineKeys.OfTls, GenuineKeys.OfNames, StepKeys.Timeouts, StepKeys.Match, StepKeys.Save, TcpKeys.Line, WebSocketKeys.Message, WebSocketKeys.Expect, GrpcKeys.Expect, SqlKeys.Question, SqlKeys.Expect, ProgramKeys.Run, ProgramKeys.Expect, ProgramKeys.Save, BrowserKeys.Click, BrowserKeys.Fill, BrowserKeys.Select, BrowserKeys.Expect, BrowserKeys.Screenshot,
        ScenarioKeys.Prometheus, ScenarioKeys.Track, PhaseKeys.Phase, ScenarioKeys.Agents, ScenarioKeys.Window, ScenarioKeys.Schedule, ScenarioKeys.Shadow, ScenarioKeys.After, CalendarKeys.Valid,
        ReceiversKeys.Alertmanager, ReceiversKeys.Webhook, ReceiversKeys.Mail, ReceiversKeys.Route, ReceiversKeys.Group,
    }.Concat(PhaseKeys.Kinds.Values).Concat(Steps).Concat(DialKeys.ByAction.Values.SelectMany(d => new[] { d.Inner, d.Expect })).ToDictionary(t => t.Name);

    /// <summary>A probe or journey file.</summary>
    public static string Probe => Document("A LoadProbe probe or journey", Object(ProbeKeys.Probe));

    /// <summary>A scenario file.</summary>
    public static string Scenario => Document("A LoadProbe scenario", Object(ScenarioKeys.Scenario));

    /// <summary>A targets.yaml.</summary>
    public static string Targets => Document("LoadProbe targets", Parse(
        $$"""{ "type": "object", "additionalProperties": {{Forms.Table("target")}}, "properties": { "targets": {{Forms.MapOf(Forms.Table("target"))}} } }"""));

    /// <summary>An agent's limits.yaml.</summary>
    public static string Limits => Document("An agent's own limits", Object(LimitsKeys.Limits));

    /// <summary>A receivers.yaml.</summary>
    public static string Receivers => Document("Who is told of incidents", Object(ReceiversKeys.File));

    /// <summary>A calendar of trading days.</summary>
    public static string Calendar => Document("A calendar of trading days", Object(CalendarKeys.Calendar));

    private static string Document(string title, JsonObject body)
    {
        var document = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach ((string name, JsonNode? value) in body) document[name] = value?.DeepClone();
        var parts = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        AddReferenced(body, parts);
        document["$defs"] = new JsonObject(parts.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        return document.ToJsonString(Layout) + "\n";
    }

    private static void AddReferenced(JsonObject schema, SortedDictionary<string, JsonObject> parts)
    {
        foreach (string name in Reference().Matches(schema.ToJsonString()).Select(m => m.Groups[1].Value).Distinct())
        {
            if (parts.ContainsKey(name)) continue;
            parts[name] = name == "step"
                ? new JsonObject { ["anyOf"] = new JsonArray([.. Steps.Select(s => Parse(Forms.Table(s.Name)))]) }
                : Forms.Shared.TryGetValue(name, out string? shared) ? Parse(shared) : Object(Tables[name]);
            AddReferenced(parts[name], parts);
        }
    }

    private static JsonObject Object(KeyTable table)
    {
        var properties = new JsonObject();
        foreach (Key key in table.Keys)
        {
            var property = new JsonObject { ["description"] = key.About };
            if (key.Schema != Forms.Any)
            {
                foreach ((string name, JsonNode? value) in Parse(key.Schema)) property[name] = value?.DeepClone();
            }

            properties[key.Name] = property;
        }

        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (table.Required.Count > 0) schema["required"] = new JsonArray([.. table.Required.Select(r => JsonValue.Create(r))]);
        if (table.OneOf.Count > 0) schema["anyOf"] = new JsonArray([.. table.OneOf.Select(r => new JsonObject { ["required"] = new JsonArray(r) })]);
        return schema;
    }

    private static JsonObject Parse(string schema) => JsonNode.Parse(schema)!.AsObject();

    [GeneratedRegex(@"#/\$defs/(\w+)")]
    private static partial Regex Reference();
}
