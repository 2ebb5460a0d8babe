namespace LoadProbe.Definitions;

/// <summary>Where something is on the web: scheme, host, port and the path that it is under.</summary>
internal static class WebAddress
{
    /// <summary>Null, with a mistake, when it is none.</summary>
    /// <param name="example">One that would be right.</param>
    public static Uri? Read(Node node, string what, string example, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return null;
        string right = $"write for instance {example}";
        string fault;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Host.Length == 0) fault = $"{what} {Quote.Of(text)} is not a URL: {right}";
        else if (address.Scheme is not ("http" or "https")) fault = $"{what} {Quote.Of(text)} has the scheme {Quote.Bare(address.Scheme)}: {right}";
        else if (address.UserInfo.Length > 0) fault = $"{what} holds a user name or password: {right}";
        else if (address.Query.Length > 0 || address.Fragment.Length > 0) fault = $"{what} {Quote.Of(text)} has a query: end it after the path";
        else return address;
        mistakes.Add(node.At, fault);
        return null;
    }
}
