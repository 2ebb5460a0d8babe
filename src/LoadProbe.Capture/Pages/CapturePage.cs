using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Capture;

/// <summary>
/// A dissected capture as one HTML file that needs nothing else. Its own script and styles are named by their hashes (CSP level 2), so that nothing else
/// could run in it, whatever names a capture holds.
/// </summary>
public static class CapturePage
{
    /// <summary>Flows that are drawn when none is named.</summary>
    public const int MostLooked = 20;

    /// <summary>Numbers of the flows worth looking at closely.</summary>
    public static IReadOnlyList<long> Looked(CaptureReport report) => [.. WorstFlows.Of(report.Flows).Take(MostLooked).Select(flow => flow.Number)];

    /// <summary>The page; the flows with a trace are drawn.</summary>
    public static string Html(CaptureReport report, IReadOnlyDictionary<long, FlowTrace> traces)
    {
        string style = Asset("style.css") + Asset("capture.css"), script = string.Join('\n', Asset("common.js"), Asset("scale.js"), Asset("plot.js"), Asset("capture.js"));
        return $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" /><title>{WebUtility.HtmlEncode(Printable.Of(report.File))} · LoadProbe</title><style>{style}</style><link rel="icon" href="data:," /></head>
            <body>
            <header><div><strong>LoadProbe</strong></div></header>
            <main>
            {Asset("capture.html")}
            </main>
            <script type="application/json" id="capture-json">{CaptureJson.Text(report, traces)}</script>
            <script>{script}</script>
            </body>
            </html>

            """;
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Asset(string name)
    {
        using Stream stream = typeof(CapturePage).Assembly.GetManifestResourceStream($"LoadProbe.Capture.Pages.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
