using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>The one JSON dialect of the brokerage: snake_case, enums as words, unknown keys refused.</summary>
internal static class BrokerJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <summary>Reads a request body; a body that is not JSON of this shape is a message for the caller, not an exception.</summary>
    public static async Task<(T? Value, string? Error)> ReadAsync<T>(HttpRequest request, CancellationToken token) where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, Options, token);
            return value is null ? (null, "body: is null, an object is expected") : (value, null);
        }
        catch (JsonException e)
        {
            return (null, $"body: not as expected at {e.Path ?? "$"}, line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}");
        }
    }

    /// <summary>An answer whose length is known before it is sent: head and body leave together.</summary>
    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Text(JsonSerializer.SerializeToUtf8Bytes(value, Options), "application/json; charset=utf-8", status);

    public static IResult Error(int status, string message) => Answer(new Problem(message), status);
}
