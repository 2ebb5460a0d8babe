using System.Net;

namespace LoadProbe.Controller;

/// <summary>The HTML around every page, and the files that the pages are made of.</summary>
internal static class PageText
{
    private const string Prefix = "LoadProbe.Controller.Pages.Assets.";

    /// <summary>A file of the pages; null when there is none.</summary>
    public static string? Asset(string name)
    {
        using Stream? stream = typeof(PageText).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A page of the controller, drawn by these scripts.</summary>
    public static string Page(string title, string body, params IEnumerable<string> scripts) => Frame(
        title, "<link rel=\"stylesheet\" href=\"/assets/style.css\"><link rel=\"icon\" href=\"/assets/icon.svg\">",
        """<nav aria-label="Main"><ul><li><a href="/">Now</a></li><li><a href="/runs">Runs</a></li><li><a href="/approvals">Approvals</a></li><li><a href="/audit">Audit</a></li><li><a href="/metrics">Metrics</a></li></ul></nav>""",
        body, string.Concat(scripts.Prepend("common.js").Select(s => $"<script src=\"/assets/{s}\"></script>")));

    /// <summary>A page that stands alone, with its styles, scripts and figures in it.</summary>
    public static string SelfContained(string title, string body, string json, params IEnumerable<string> scripts) => Frame(
        title, $"<style>{Asset("style.css")}</style><link rel=\"icon\" href=\"data:,\">", "",
        // "</" inside the figures would end the element that holds them.
        $"<noscript><p>This report draws itself with a script, which is switched off here.</p></noscript>{body}",
        $"<script type=\"application/json\" id=\"run-json\">{json.Replace("</", "<\\/", StringComparison.Ordinal)}</script><script>{string.Join('\n', scripts.Prepend("common.js").Select(Asset))}</script>");

    private static string Frame(string title, string head, string navigation, string body, string scripts) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{WebUtility.HtmlEncode(title)} · LoadProbe</title>{head}</head>
        <body>
        <header><div><strong>LoadProbe</strong>{navigation}</div></header>
        <main>
        <h1 id="title">{WebUtility.HtmlEncode(title)}</h1>
        <p id="summary" class="sub"></p>
        <p id="trouble" role="status"></p>
        {body}
        </main>
        {scripts}
        </body>
        </html>
        """;
}
