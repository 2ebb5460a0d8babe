using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>One method of one path.</summary>
public sealed class ApiOperation
{
    private ApiOperation(string path, string method, IOpenApiPathItem item, OpenApiOperation operation)
    {
        Path = path;
        Method = method;
        Item = item;
        Operation = operation;
        Tags = [.. (operation.Tags ?? new HashSet<OpenApiTagReference>()).Select(t => t.Reference.Id ?? t.Name).OfType<string>().Where(t => !string.IsNullOrWhiteSpace(t))];
    }

    /// <summary>With its parameters in braces: <c>/orders/{id}</c>.</summary>
    public string Path { get; }

    /// <summary>In capitals.</summary>
    public string Method { get; }

    /// <summary>Its operationId; null = it has none.</summary>
    public string? Id => string.IsNullOrWhiteSpace(Operation.OperationId) ? null : Operation.OperationId.Trim();

    public IReadOnlyList<string> Tags { get; }

    public bool IsDeprecated => Operation.Deprecated;

    /// <summary>Its first tag, or else the first part of its path that is no parameter: what stands in one file.</summary>
    public string Group => Tags.Count > 0 ? Tags[0] : Path.Split('/').FirstOrDefault(p => p.Length > 0 && !p.Contains('{', StringComparison.Ordinal)) ?? "api";

    /// <summary>How messages call it.</summary>
    public string Name => Quote.Bare(Id ?? $"{Method} {Path}");

    internal bool Reads => Method is "GET" or "HEAD" or "OPTIONS";

    internal IOpenApiPathItem Item { get; }

    internal OpenApiOperation Operation { get; }

    internal static IEnumerable<ApiOperation> Of(OpenApiDocument document)
    {
        foreach ((string path, IOpenApiPathItem item) in document.Paths ?? [])
        {
            if (ApiReferences.Fault(item) is not null) continue;
            foreach ((HttpMethod method, OpenApiOperation operation) in item.Operations ?? [])
            {
                if (operation is not null) yield return new ApiOperation(path, method.Method.ToUpperInvariant(), item, operation);
            }
        }
    }
}
