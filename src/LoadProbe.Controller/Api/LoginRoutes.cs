using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller;

/// <summary>Where a person shows a key, and the browser gets a session for it.</summary>
internal static class LoginRoutes
{
    private const string Form = """
        <form id="login" class="card login">
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" placeholder="lp_…" required autofocus spellcheck="false">
        <button>Sign in</button>
        <p class="sub">A key is made by whoever runs the controller: <code>loadprobe keys create --scope read --name NAME</code>. It is exchanged for a session of this browser, which ends with it, or after twelve hours.</p>
        </form>
        """;

    public static void MapLogin(this IEndpointRouteBuilder app, KeyRing keys, Sessions sessions)
    {
        app.MapGet("/login", Page).AllowAnonymous();
        app.MapPost("/login", async (LoginRequest request, HttpContext context) =>
        {
            if (await keys.OpenAsync(request.Key?.Trim() ?? "", context.RequestAborted).ConfigureAwait(false) is not { } key) return Answers.Refused("this key opens nothing: it is not known, has expired or was revoked", StatusCodes.Status401Unauthorized);
            context.Response.Cookies.Append(KeyHandler.Cookie, sessions.Begin(key), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = true, Path = "/" });
            return Results.NoContent();
        }).AllowAnonymous().RequireRateLimiting(Doors.Policy);
    }

    public static IResult Page() => Results.Text(PageText.Page("Sign in", Form, "login.js"), "text/html; charset=utf-8");

    private sealed record LoginRequest(string? Key);
}
