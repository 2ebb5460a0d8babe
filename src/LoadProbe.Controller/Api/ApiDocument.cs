using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LoadProbe.Controller;

/// <summary>The OpenAPI document: of every route under /api, with the scope that it needs.</summary>
internal static class ApiDocument
{
    private const string Scheme = "key";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LoadProbe controller", Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                Description = "Times are seconds, instants RFC 3339 in UTC. What is refused is answered with problem details (RFC 9457), whose detail is the reason in words.",
            };
            // Whoever reads it knows under which address it was found.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key, lp_ID_SECRET, or an access token of the issuer that the controller was given." } };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Needs>().FirstOrDefault() is not { } needs) return Task.CompletedTask;
            operation.Description = $"Needs the scope {needs.Scope.Words()}.";
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            operation.Responses ??= [];
            operation.Responses["401"] = new OpenApiResponse { Description = "No key, or one that opens nothing." };
            operation.Responses["403"] = new OpenApiResponse { Description = "Too small a scope." };
            return Task.CompletedTask;
        });
    }
}
