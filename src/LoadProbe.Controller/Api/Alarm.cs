using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Controller;

/// <summary>What another program says when it wants the load to end, as Alertmanager and Grafana do. Whatever cannot be read of it is no reason to go on.</summary>
/// <param name="Over">It says that what was wrong no longer is: nothing is to be stopped.</param>
/// <param name="Reason">Of one line; null when it says none.</param>
internal sealed record Alarm(bool Over, string? Reason)
{
    private const int MostBytes = 64 * 1024, MostOfReason = 200;

    private static readonly Alarm s_wordless = new(false, null);

    /// <summary>Reads one from the body of a request: <c>reason</c>, or <c>status</c> and <c>commonLabels.alertname</c> of an alert.</summary>
    public static async Task<Alarm> ReadAsync(HttpRequest request, CancellationToken token)
    {
        byte[] body = new byte[MostBytes];
        int length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, token).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : s_wordless;
        }
        catch (JsonException)
        {
            return s_wordless;
        }
    }

    private static Alarm Of(JsonElement body)
    {
        string? alert = body.TryGetProperty("commonLabels", out JsonElement labels) && labels.ValueKind == JsonValueKind.Object ? Text(labels, "alertname") : null;
        string? reason = Text(body, "reason") ?? (alert is null ? Text(body, "title") : $"alert {alert}");
        return new Alarm(Text(body, "status") == "resolved", reason is { Length: > MostOfReason } ? reason[..MostOfReason] : reason);
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? string.Concat(text.Where(c => !char.IsControl(c))) : null;
}
