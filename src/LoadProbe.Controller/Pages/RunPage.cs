using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A run as a page: live on the controller, and as one HTML file that needs nothing else, the report.</summary>
public static class RunPage
{
    private static readonly string[] Scripts = [.. Charts, "curves.js", "run.js"];

    /// <summary>What a page needs to draw charts.</summary>
    internal static string[] Charts => ["scale.js", "axis.js", "chart.js"];

    /// <summary>The report of a run.</summary>
    public static string Html(RunReport run) => Html(RunJson.Text(run))!;

    /// <summary>The report of a run, given as <see cref="RunJson"/> writes it; null when it is something else.</summary>
    public static string? Html(string json)
    {
        try
        {
            using JsonDocument run = JsonDocument.Parse(json);
            return run.RootElement.Text("scenario") is null ? null : PageText.SelfContained("Run", PageText.Asset("run.html")!, CurveJson.Text(run.RootElement), Scripts);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static string Live() => PageText.Page("Run", PageText.Asset("run.html")!, Scripts);
}
