using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Controller;

/// <summary>The scope that a route asks for.</summary>
internal sealed record Needs(Scope Scope);

/// <summary>How a route says so.</summary>
internal static class NeedsExtensions
{
    public static TBuilder Needs<TBuilder>(this TBuilder route, Scope scope)
        where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(c => Granted.Of(c.User).HasFlag(scope)).Build()).WithMetadata(new Needs(scope));
}
