using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>How a session travels: the cookie of a browser or the bearer token of an API client.</summary>
internal static class SessionCookie
{
    public const string Name = "broker_session";
    private const string Bearer = "Bearer ";

    public static void Write(HttpContext context, Session session) => context.Response.Cookies.Append(Name, session.Token, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        MaxAge = SessionTable.Lifetime,
        Path = "/",
    });

    public static Session? Read(HttpContext context, SessionTable sessions)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? sessions.Find(header[Bearer.Length..].Trim())
            : sessions.Find(context.Request.Cookies[Name]);
    }
}
