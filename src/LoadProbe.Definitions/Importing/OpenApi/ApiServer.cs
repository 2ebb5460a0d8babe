using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>Where an API is.</summary>
/// <param name="Origin">Scheme, host and port.</param>
/// <param name="Prefix">What its paths are under, without a slash at the end.</param>
internal sealed record ApiServer(string Origin, string Prefix)
{
    public static ApiServer? Of(Uri address) => address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0
        ? new ApiServer(address.GetLeftPart(UriPartial.Authority), address.AbsolutePath.TrimEnd('/'))
        : null;

    /// <summary>The first absolute one of a list; null = there is none.</summary>
    public static ApiServer? First(IEnumerable<OpenApiServer>? servers) =>
        (servers ?? []).Where(s => s is not null).Select(s => Uri.TryCreate(Url(s), UriKind.Absolute, out Uri? url) ? Of(url) : null).FirstOrDefault(s => s is not null);

    /// <summary>Its URL, with the defaults of its variables.</summary>
    public static string Url(OpenApiServer server)
    {
        string url = server.Url ?? "";
        foreach ((string name, OpenApiServerVariable variable) in server.Variables ?? new Dictionary<string, OpenApiServerVariable>()) url = url.Replace($"{{{name}}}", variable?.Default ?? variable?.Enum?.FirstOrDefault() ?? "", StringComparison.Ordinal);
        return url.Trim();
    }
}
