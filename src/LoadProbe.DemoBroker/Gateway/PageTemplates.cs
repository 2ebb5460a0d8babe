using System.Text.Encodings.Web;

namespace LoadProbe.DemoBroker;

/// <summary>The HTML of the pages, embedded in the assembly; values are encoded, fragments are not.</summary>
internal static class PageTemplates
{
    private static readonly Dictionary<string, string> Files = typeof(PageTemplates).Assembly.GetManifestResourceNames().ToDictionary(name => name, Load);

    public static string Raw(string file) => Files[file];

    /// <summary>Fills {{name}} places of a template with text that is encoded here.</summary>
    public static string Fill(string file, params ReadOnlySpan<(string Name, string Text)> values)
    {
        var html = Files[file];
        foreach (var (name, text) in values)
            html = Put(html, name, Encode(text));
        return html;
    }

    /// <summary>Fills one more place with HTML made by this class.</summary>
    public static string Put(string html, string name, string fragment) => html.Replace("{{" + name + "}}", fragment, StringComparison.Ordinal);

    public static string Page(string title, string main, bool loggedIn) => Put(
        Put(Fill("layout.html", ("title", title)), "nav", loggedIn ? Raw("nav.html") : ""), "main", main);

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string Load(string name)
    {
        using var reader = new StreamReader(typeof(PageTemplates).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
