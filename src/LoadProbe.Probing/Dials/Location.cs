using System.Net;

namespace LoadProbe.Probing;

/// <summary>Where a redirect leads (RFC 9110, 10.2.2 and 15.4).</summary>
internal static class Location
{
    public static bool IsIn(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.NonValidated.Contains("Location");

    /// <summary>Null when it leads to no one http address.</summary>
    public static Uri? Of(Uri url, HttpResponseMessage response)
    {
        string[] values = [.. response.Headers.NonValidated["Location"].Distinct()];
        if (values is not [{ Length: > 0 } value]) return null;
        return Uri.TryCreate(url, value, out Uri? to) && to.Scheme is "http" or "https" ? to : null;
    }
}
