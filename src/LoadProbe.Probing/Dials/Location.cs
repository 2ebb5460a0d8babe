using System.Text;
using System.Text.Unicode;

namespace LoadProbe.Probing;

/// <summary>Where a redirect leads (RFC 9110, 10.2.2 and 15.4).</summary>
internal static class Location
{
    public static bool IsIn(HttpAnswer answer) => answer.Status is 301 or 302 or 303 or 307 or 308 && answer.Has("Location");

    /// <summary>Null when it leads to no one http address.</summary>
    public static Uri? Of(Uri url, HttpAnswer answer)
    {
        string[] values = [.. answer.Values("Location").Distinct()];
        if (values is not [{ Length: > 0 } value]) return null;
        return Uri.TryCreate(url, Decoded(value), out Uri? to) && to.Scheme is "http" or "https" ? to : null;
    }

    // Servers write addresses in UTF-8, whatever the protocol says of headers.
    private static string Decoded(string value)
    {
        if (value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') || Ascii.IsValid(value)) return value;
        byte[] bytes = Encoding.Latin1.GetBytes(value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }
}
