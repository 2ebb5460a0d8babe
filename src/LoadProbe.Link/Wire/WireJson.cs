using System.Text.Json.Serialization;

namespace LoadProbe.Link;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    Converters = [typeof(EndPointConverter), typeof(AddressConverter)])]
[JsonSerializable(typeof(UpMessage))]
[JsonSerializable(typeof(SentDown))]
[JsonSerializable(typeof(AgentBeat))]
[JsonSerializable(typeof(JoinToken))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;
