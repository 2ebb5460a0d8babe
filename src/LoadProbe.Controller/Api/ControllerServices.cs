using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoadProbe.Controller;

/// <summary>What the pages and the API need of the web server: who may do what, how much of it, and how mistakes are said.</summary>
public static class ControllerServices
{
    public static void AddController(this IServiceCollection services, IStore store, AccessOptions access, TimeProvider time)
    {
        services.AddSingleton(access).AddSingleton(new KeyRing(store.Keys, time)).AddSingleton(new Sessions(time)).AddSingleton(new Readiness(store, time)).AddSingleton(time);
        AuthenticationBuilder authentication = services.AddAuthentication(KeyHandler.Name).AddScheme<AuthenticationSchemeOptions, KeyHandler>(
            KeyHandler.Name, o => o.ForwardDefaultSelector = access.Oidc is null ? null : context => Oidc.IsToken(KeyHandler.Token(context.Request)) ? JwtBearerDefaults.AuthenticationScheme : null);
        if (access.Oidc is { } oidc) authentication.AddOidc(oidc);
        // A route that forgot to say what it needs is nobody's; what is no route of ours is a refusal (405, 415) and says why.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(c => (c.Resource as HttpContext)?.GetEndpoint() is not (null or RouteEndpoint)).Build());
        services.AddRateLimiter(Doors.Configure);
        services.AddProblemDetails();
        // Reasons are read by people, with curl too.
        services.ConfigureHttpJsonOptions(o => (o.SerializerOptions.Encoder, o.SerializerOptions.PropertyNamingPolicy) = (JavaScriptEncoder.UnsafeRelaxedJsonEscaping, JsonNamingPolicy.SnakeCaseLower));
        services.AddOpenApi(ApiDocument.Configure);
    }

    /// <summary>What every request goes through before its route.</summary>
    /// <param name="app">The web server.</param>
    /// <param name="tell">Told of each write: who, what, and what came of it.</param>
    internal static void UseAccess(this WebApplication app, Action<string> tell)
    {
        TimeProvider time = app.Services.GetRequiredService<TimeProvider>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = e => e is DbException or TimeoutException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError });
        app.UseStatusCodePages();
        app.UseRouting();
        app.Use(async (context, next) =>
        {
            if (SameOrigin.Holds(context.Request)) await next(context).ConfigureAwait(false);
            else await Results.Problem("this was sent by a page of another site", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context).ConfigureAwait(false);
        });
        app.UseRateLimiter();
        app.UseAuthentication();
        app.Use(async (context, next) =>
        {
            await next(context).ConfigureAwait(false);
            if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || context.User.Identity?.IsAuthenticated != true) return;
            tell($"{time.GetUtcNow().Rfc3339()} {context.User.Who()}: {context.Request.Method} {context.Request.Path.ToUriComponent()}: {context.Response.StatusCode}");
        });
        app.UseAuthorization();
    }
}
