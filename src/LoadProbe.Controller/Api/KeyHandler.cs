using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LoadProbe.Controller;

/// <summary>Knows callers by a key in <c>Authorization: Bearer</c>, or by the session of a browser that has shown one.</summary>
internal sealed class KeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, AccessOptions access, KeyRing keys, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "key";
    public const string Cookie = "loadprobe";

    private const string Bearer = "Bearer ";

    /// <summary>What follows Bearer; null when there is none.</summary>
    public static string? Token(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!access.IsClosed) return Known(new Caller("a person", "a person", []), Scope.Admin);
        ApiKey? key;
        if (Token(Request) is { } text) key = await keys.OpenAsync(text, Context.RequestAborted).ConfigureAwait(false);
        else if (Request.Cookies[Cookie] is { } session && sessions.KeyOf(session) is { } id) key = await keys.FindAsync(id, Context.RequestAborted).ConfigureAwait(false);
        else return AuthenticateResult.NoResult();
        return key is null ? AuthenticateResult.Fail("this key opens nothing") : Known(new Caller($"{key.Name} ({key.Id})", key.Name, key.Team.Length == 0 ? [] : [key.Team]), key.Scope);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        // A person is shown where to sign in, in the place of the page: after that it is the page.
        if (HttpMethods.IsGet(Request.Method) && $"{Request.Headers.Accept}".Contains("text/html", StringComparison.OrdinalIgnoreCase)) await LoginRoutes.Page().ExecuteAsync(Context).ConfigureAwait(false);
        else await Problem("no key", "this asks for a key: Authorization: Bearer lp_…").ExecuteAsync(Context).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        string needed = Context.GetEndpoint()?.Metadata.GetMetadata<Needs>()?.Scope.Words() ?? "admin";
        return Problem("too small a scope", $"this needs the scope {needed}; {Context.User.Who()} has {Granted.Of(Context.User).Words()}").ExecuteAsync(Context);
    }

    private IResult Problem(string title, string detail) => Results.Problem(detail, statusCode: Response.StatusCode, title: title);

    private static AuthenticateResult Known(Caller who, Scope scope) => AuthenticateResult.Success(new AuthenticationTicket(Granted.To(who, scope, Name), Name));
}
