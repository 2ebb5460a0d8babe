namespace LoadProbe.Definitions;

/// <summary>The window of browser steps, and where their pages may fetch from.</summary>
internal static class BrowserSettingsReader
{
    public static BrowserSettings? Read(Fields fields, bool inBrowser, bool hasSteps)
    {
        if (fields["browser"] is not { } node) return inBrowser ? new BrowserSettings() : null;
        if (hasSteps && !inBrowser) fields.Mistakes.Add(node.At, "browser is for browser steps (open, click, fill …), and this file has none: leave it out");
        Fields browser = Fields.Of(node, "browser", ProbeKeys.Browser, fields.Mistakes);
        return Window(browser) with { Hosts = Hosts(browser) };
    }

    private static BrowserSettings Window(Fields browser)
    {
        if (browser.Text("viewport") is not { } text) return new BrowserSettings();
        string[] sides = text.Split('x');
        if (sides.Length == 2 && int.TryParse(sides[0], out int width) && int.TryParse(sides[1], out int height)
            && width is >= 100 and <= 10_000 && height is >= 100 and <= 10_000) return new BrowserSettings(width, height);
        browser.Mistakes.Add(browser["viewport"]!.At, $"viewport {Quote.Bare(text)} is not width x height in pixels, from 100 to 10000: write for instance 1280x800");
        return new BrowserSettings();
    }

    private static List<string>? Hosts(Fields browser)
    {
        if (!browser.Has("hosts")) return null;
        var hosts = new List<string>();
        foreach (Node item in browser.Items("hosts"))
        {
            if (Scalars.Text(item, "hosts", browser.Mistakes) is not { } host) continue;
            if (Uri.CheckHostName(host.Replace('*', 'x')) != UriHostNameType.Unknown) hosts.Add(host);
            else browser.Mistakes.Add(item.At, $"hosts {Quote.Bare(host)} is not a host: write for instance cdn.example.com or \"*.example.com\", without scheme, port and path");
        }

        return hosts;
    }
}
