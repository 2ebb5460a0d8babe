using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace LoadProbe.Controller;

/// <summary>Access tokens of an OpenID Connect issuer, beside keys.</summary>
internal static class Oidc
{
    // What is signed with a secret that others hold too, or not at all, is nobody's word.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddOidc(this AuthenticationBuilder authentication, OidcOptions oidc) => authentication.AddJwtBearer(options =>
    {
        options.Authority = oidc.Issuer.OriginalString;
        options.Audience = oidc.Audience;
        options.RequireHttpsMetadata = !oidc.Issuer.IsLoopback;
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters { ValidAudience = oidc.Audience, ValidAlgorithms = Algorithms, RequireExpirationTime = true, ClockSkew = TimeSpan.FromSeconds(30) };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = Of(context.Principal!, oidc);
                return Task.CompletedTask;
            },
        };
    });

    /// <summary>Whether a token is for this, and no key.</summary>
    public static bool IsToken(string? bearer) => bearer is not null && !bearer.StartsWith(ApiKey.Prefix, StringComparison.Ordinal);

    private static ClaimsPrincipal Of(ClaimsPrincipal token, OidcOptions oidc)
    {
        IEnumerable<string> words = token.FindAll(oidc.ScopeClaim).SelectMany(c => c.Value.Split(' '));
        Scope scope = words.Where(w => w.StartsWith(OidcOptions.Prefix, StringComparison.Ordinal)).Aggregate(Scope.None, (all, w) => all | (ScopeWords.Parse(w[OidcOptions.Prefix.Length..], out _) ?? Scope.None));
        string who = token.FindFirstValue("preferred_username") ?? token.FindFirstValue("sub") ?? "a token without a name";
        // Names may be changed by who has them; what the issuer calls the subject may not.
        return Granted.To(new Caller(who, token.FindFirstValue("sub") ?? who, [.. token.FindAll("groups").Select(c => c.Value)]), scope, JwtBearerDefaults.AuthenticationScheme);
    }
}
