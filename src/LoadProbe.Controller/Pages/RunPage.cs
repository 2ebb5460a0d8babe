namespace LoadProbe.Controller;

/// <summary>A run as one HTML file that needs nothing else: the report.</summary>
public static class RunPage
{
    /// <summary>The report of a run, given as <see cref="RunJson"/> writes it.</summary>
    public static string Html(string json) => PageText.SelfContained("Run", PageText.Asset("run.html")!, json);
}
