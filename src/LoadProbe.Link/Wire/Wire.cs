using System.Text.Json;

namespace LoadProbe.Link;

/// <summary>
/// Messages as bytes. Fields that are not known are passed over, so that either side may be newer; a message of a kind
/// that is not known, or that cannot be read, is null, and the receiver counts it.
/// </summary>
public static class Wire
{
    public static byte[] Write(UpMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.UpMessage);

    public static byte[] Write(SentDown message) => JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.SentDown);

    public static byte[] Write(AgentBeat beat) => JsonSerializer.SerializeToUtf8Bytes(beat, WireJson.Default.AgentBeat);

    public static UpMessage? ReadUp(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, WireJson.Default.UpMessage);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    public static SentDown? ReadDown(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, WireJson.Default.SentDown);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    public static AgentBeat? ReadBeat(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, WireJson.Default.AgentBeat);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    // Without a kind at all, an abstract type is not supported.
    private static bool IsUnreadable(Exception e) => e is JsonException or NotSupportedException;
}
