using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>Who a request is from. What is secret is never in a file: its place in the environment is.</summary>
internal static class ApiSecurity
{
    public static void Say(ApiStep step, OpenApiDocument document)
    {
        IList<OpenApiSecurityRequirement>? ways = step.Operation.Operation.Security ?? document.Security;
        // Any one of them will do: an empty one says that nobody has to say who he is.
        if (ways is null || ways.Count == 0 || ways.Any(w => w is null || w.Count == 0)) return;
        foreach (OpenApiSecuritySchemeReference scheme in ways[0].Keys.Take(10)) Say(step, scheme);
    }

    private static void Say(ApiStep step, OpenApiSecuritySchemeReference scheme)
    {
        string name = scheme.Reference.Id ?? "security";
        if (ApiReferences.Fault(scheme) is not null)
        {
            step.Unsaid.Add($"who it is from: the document does not say what its security scheme {Quote.Of(name)} is");
            return;
        }

        string variable = ApiText.Variable(name), how = scheme.Scheme?.ToLowerInvariant() ?? "";
        bool isTaken = step.Auth is not null || step.HasHeader("Authorization");
        switch (scheme.Type)
        {
            case SecuritySchemeType.Http when how is "bearer" && !isTaken:
            case SecuritySchemeType.OAuth2 or SecuritySchemeType.OpenIdConnect when !isTaken:
                step.Auth = $"{{ bearer: \"{step.Secret(variable)}\" }}";
                break;
            case SecuritySchemeType.Http when how is "basic" && !isTaken:
                step.Auth = $"{{ basic: {{ user: \"{step.Secret($"{variable}_USER")}\", password: \"{step.Secret($"{variable}_PASSWORD")}\" }} }}";
                break;
            case SecuritySchemeType.ApiKey when scheme is { Name: { Length: > 0 and <= 500 } key, In: { } place } && !(isTaken && key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)):
                if (place == ParameterLocation.Header) step.Header(key, step.Secret(variable));
                else if (place == ParameterLocation.Cookie) step.Cookie($"{Uri.EscapeDataString(key)}={step.Secret(variable)}");
                else step.Query($"{Uri.EscapeDataString(key)}={step.Secret(variable)}");
                break;
            default:
                step.Unsaid.Add($"who it is from: the security scheme {Quote.Of(name)} ({scheme.Type?.ToString() ?? "of no type"}{(how.Length > 0 ? $", {Quote.Bare(how)}" : "")})");
                break;
        }
    }
}
