using System.Globalization;

namespace LoadProbe.Cli;

/// <summary>Where pages and metrics are served: HOST:PORT, port 0 = any free one.</summary>
internal static class ListenAddress
{
    public static Uri? Parse(string text, string scheme = "http")
    {
        int colon = text.LastIndexOf(':');
        string host = colon <= 0 ? "" : text[..colon];
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && Uri.TryCreate($"{scheme}://{(host == "localhost" ? "127.0.0.1" : host)}:{port}", UriKind.Absolute, out Uri? uri)) return uri;
        Screen.Complain($"--listen {text} is not HOST:PORT, such as 127.0.0.1:8080");
        return null;
    }
}
