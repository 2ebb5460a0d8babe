using System.Text.Json.Serialization;

namespace LoadProbe.Link;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [typeof(EndPointConverter)])]
[JsonSerializable(typeof(UpMessage))]
[JsonSerializable(typeof(SentDown))]
[JsonSerializable(typeof(AgentBeat))]
internal sealed partial class WireJson : JsonSerializerContext;
