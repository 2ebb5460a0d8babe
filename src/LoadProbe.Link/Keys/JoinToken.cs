using System.Buffers.Text;
using System.Text.Json;

namespace LoadProbe.Link;

/// <summary>All that an agent needs to join, as one word.</summary>
/// <param name="Server">Where.</param>
/// <param name="Authority">Whom to trust: a certificate, DER.</param>
/// <param name="Agent">Who it will be.</param>
/// <param name="Invitation">The invitation's name.</param>
/// <param name="Secret">Proves it; good for once.</param>
/// <param name="Bootstrap">To ask with, and for nothing else.</param>
public sealed record JoinToken(string Server, byte[] Authority, string Agent, string Invitation, string Secret, Credentials Bootstrap)
{
    private const int Longest = 16 << 10;

    public string Text() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Default.JoinToken));

    /// <summary>Null = it is no token, or not a whole one.</summary>
    public static JoinToken? Parse(string text)
    {
        if (text.Length > Longest) return null;
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text.Trim()), WireJson.Default.JoinToken);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Says nothing secret.</summary>
    public override string ToString() => $"invitation {Invitation} of {Agent}";
}
