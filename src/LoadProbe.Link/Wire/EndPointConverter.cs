using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadProbe.Link;

/// <summary>An address and port as people write them: <c>127.0.0.1:80</c>, <c>[::1]:80</c>.</summary>
internal sealed class EndPointConverter : JsonConverter<IPEndPoint>
{
    public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && IPEndPoint.TryParse(reader.GetString()!, out IPEndPoint? address) ? address : throw new JsonException("this is no address and port");

    public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
