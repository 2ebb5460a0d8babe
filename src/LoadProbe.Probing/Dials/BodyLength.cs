using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace LoadProbe.Probing;

/// <summary>
/// Whether an answer says one length or none. The framework's handler overlooks one that is no number, and two that differ,
/// which leave it open where the answer ends (RFC 9112, 6.3).
/// </summary>
internal static class BodyLength
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Fault(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return "the answer changes to another protocol, which nobody asked for";
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Length", out HeaderStringValues values)) return null;
        string? first = null;
        foreach (string value in values)
        {
            if (!long.TryParse(value.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)) return $"the answer's Content-Length \"{values}\" is not a number";
            if (first is not null && first != value) return $"the answer has two lengths: {values}";
            first = value;
        }

        return null;
    }
}
