namespace LoadProbe.Definitions;

/// <summary>Scheme, host and port of a URL, in the words of definitions.</summary>
internal static class HarOrigin
{
    public static string Host(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;

    public static string HostAndPort(Uri url) => $"{Host(url)}:{url.Port}";

    public static string Of(Uri url) => $"{url.Scheme}://{Host(url)}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
}
