using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>The <c>$ref</c>s of a document. What is in other files is not fetched.</summary>
internal static class ApiReferences
{
    // A chain of references that is longer is a circle.
    private const int Longest = 32;

    /// <summary>Why what is referred to is not there; null when it is.</summary>
    public static string? Fault(object? element)
    {
        for (int length = 0; length < Longest; length++)
        {
            (BaseOpenApiReference Reference, object? Target)? held = element switch
            {
                OpenApiSchemaReference r => (r.Reference, r.Target),
                OpenApiParameterReference r => (r.Reference, r.Target),
                OpenApiRequestBodyReference r => (r.Reference, r.Target),
                OpenApiResponseReference r => (r.Reference, r.Target),
                OpenApiSecuritySchemeReference r => (r.Reference, r.Target),
                OpenApiExampleReference r => (r.Reference, r.Target),
                OpenApiPathItemReference r => (r.Reference, r.Target),
                _ => null,
            };
            if (held is not { } here) return null;
            if (here.Reference.IsExternal) return $"$ref leads to {Quote.Bare(here.Reference.ExternalResource ?? "")}, another file, which is not fetched: put all into one file first";
            if (here.Target is not { } target) return $"$ref {Quote.Bare(here.Reference.ReferenceV3 ?? here.Reference.Id ?? "")} leads nowhere";
            element = target;
        }

        return "a $ref leads back to itself";
    }
}
