using System.Globalization;

namespace LoadProbe.Probing;

/// <summary>What only some callers want to know of the last answer.</summary>
internal readonly record struct HttpVisit(int Redirects, long ContentLength, long BodyLength, bool IsTls, DateTimeOffset? LastModified)
{
    public static HttpVisit Of(int redirects, Uri url, HttpAnswer answer, long length) => new(
        redirects,
        long.TryParse(answer.Value("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out long said) ? said : -1,
        length,
        url.Scheme == Uri.UriSchemeHttps,
        DateTimeOffset.TryParseExact(answer.Value("Last-Modified"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified) ? modified : null);
}
