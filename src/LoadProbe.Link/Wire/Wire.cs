using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LoadProbe.Link;

/// <summary>
/// Messages as bytes. Fields that are not known are passed over, so that either side may be newer; a message of a kind
/// that is not known, or that cannot be read, is null, and the receiver counts it.
/// </summary>
public static class Wire
{
    /// <summary>
    /// What the two sides of a link speak. It is raised when one side would take what the other says for something else; then signs of life
    /// and the answer to the question for the time stay as they are, so that each can say why it does not deal with the other.
    /// </summary>
    public const int Protocol = 1;

    public static byte[] Write(UpMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.UpMessage);

    public static byte[] Write(SentDown message) => JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.SentDown);

    public static byte[] Write(AgentBeat beat) => JsonSerializer.SerializeToUtf8Bytes(beat, WireJson.Default.AgentBeat);

    internal static byte[] Write(JoinRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.JoinRequest);

    internal static byte[] Write(JoinAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.JoinAnswer);

    public static UpMessage? ReadUp(ReadOnlySpan<byte> bytes) => Read(bytes, WireJson.Default.UpMessage);

    public static SentDown? ReadDown(ReadOnlySpan<byte> bytes) => Read(bytes, WireJson.Default.SentDown);

    public static AgentBeat? ReadBeat(ReadOnlySpan<byte> bytes) => Read(bytes, WireJson.Default.AgentBeat);

    internal static JoinRequest? ReadJoinRequest(ReadOnlySpan<byte> bytes) => Read(bytes, WireJson.Default.JoinRequest);

    internal static JoinAnswer? ReadJoinAnswer(ReadOnlySpan<byte> bytes) => Read(bytes, WireJson.Default.JoinAnswer);

    private static T? Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    // Without a kind at all, an abstract type is not supported.
    private static bool IsUnreadable(Exception e) => e is JsonException or NotSupportedException;
}
