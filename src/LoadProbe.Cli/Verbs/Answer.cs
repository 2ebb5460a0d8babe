using System.Net;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>What a controller or an agent answered.</summary>
/// <param name="Text">Its body; empty when there is none.</param>
internal sealed record Answer(HttpStatusCode Status, string Text)
{
    public bool IsGood => (int)Status is >= 200 and < 300;

    /// <summary>Its document.</summary>
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Text.Length == 0 ? "{}" : Text);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Says why not, and what to exit with for it.</summary>
    public int Complain()
    {
        Screen.Complain(Reason());
        return Status switch
        {
            HttpStatusCode.Conflict => ExitCode.Stopped,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ExitCode.Environment,
            _ => ExitCode.Usage,
        };
    }

    private string Reason()
    {
        try
        {
            if (Json is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("detail", out JsonElement detail) && detail.GetString() is { } reason) return reason;
        }
        catch (JsonException)
        {
            // Not a controller's own words: a proxy's, perhaps.
        }

        return $"the controller answered {(int)Status} {Status}";
    }
}
