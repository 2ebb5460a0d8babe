using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>An OpenAPI document, 2.0, 3.0 or 3.1, as it was read.</summary>
public sealed class ApiDescription
{
    internal ApiDescription(OpenApiDocument document, string version, IReadOnlyList<string> unread)
    {
        Document = document;
        Version = version;
        Unread = unread;
        Title = document.Info?.Title is { } title && !string.IsNullOrWhiteSpace(title) ? Quote.Bare(title.Trim()) : "an API without a title";
        Operations = [.. ApiOperation.Of(document)];
    }

    /// <summary>What it calls itself, on one line.</summary>
    public string Title { get; }

    /// <summary>The specification's version that it says it follows, such as <c>3.1.0</c>.</summary>
    public string Version { get; }

    /// <summary>Its operations, in its order.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>What in it is no OpenAPI, and was passed over.</summary>
    public IReadOnlyList<string> Unread { get; }

    internal OpenApiDocument Document { get; }
}
