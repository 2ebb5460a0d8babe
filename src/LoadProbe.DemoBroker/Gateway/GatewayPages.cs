using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The web pages of the gateway; whoever is not logged in is sent to the login form.</summary>
internal sealed class GatewayPages(SessionTable sessions, Backends backends)
{
    private const string Policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => Page(context, "Log in", PageTemplates.Fill(
            "login.html", ("error", context.Request.Query["login"] == "wrong" ? "Wrong user or password" : "")), loggedIn: false));
        routes.MapPost("/login", (Delegate)LoginAsync);
        routes.MapPost("/logout", Logout);
        routes.MapGet("/positions", (Delegate)PositionsAsync);
        routes.MapGet("/quotes", (Delegate)QuotesAsync);
        routes.MapGet("/order", Order);
        MapFile(routes, "/broker.css", "broker.css", "text/css");
        MapFile(routes, "/broker.js", "broker.js", "text/javascript");
        MapFile(routes, "/favicon.svg", "favicon.svg", "image/svg+xml");
        MapFile(routes, "/favicon.ico", "favicon.svg", "image/svg+xml");
    }

    // A redirect either way: a reload never sends the password again.
    private async Task<IResult> LoginAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return BrokerJson.Error(StatusCodes.Status415UnsupportedMediaType, "login: a form with user and password is expected");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string user = form["user"].ToString();
        if (!Customers.Knows(user, form["password"]))
            return SeeOther(context, "/?login=wrong");
        SessionCookie.Write(context, sessions.Open(user));
        return SeeOther(context, "/positions");
    }

    private IResult Logout(HttpContext context)
    {
        if (SessionCookie.Read(context, sessions) is { } session)
            sessions.Close(session.Token);
        context.Response.Cookies.Delete(SessionCookie.Name);
        return SeeOther(context, "/");
    }

    private async Task<IResult> PositionsAsync(HttpContext context)
    {
        if (SessionCookie.Read(context, sessions) is not { } session)
            return SeeOther(context, "/");
        var answer = await backends.LedgerAsync(context, $"/accounts/{session.User}");
        if (!answer.IsSuccess)
            return Failure(context, "Positions", answer);
        var account = answer.Read<Account>();
        var main = PageTemplates.Fill("positions.html", ("cash", PageRows.Money(account.Cash)), ("user", account.User));
        return Page(context, "Positions", PageTemplates.Put(main, "rows", PageRows.Positions(account)));
    }

    private async Task<IResult> QuotesAsync(HttpContext context)
    {
        if (SessionCookie.Read(context, sessions) is null)
            return SeeOther(context, "/");
        var answer = await backends.QuotesAsync(context, "/quotes");
        return answer.IsSuccess
            ? Page(context, "Quotes", PageTemplates.Put(PageTemplates.Raw("quotes.html"), "rows", PageRows.Quotes(answer.Read<Quote[]>())))
            : Failure(context, "Quotes", answer);
    }

    private IResult Order(HttpContext context) => SessionCookie.Read(context, sessions) is null
        ? SeeOther(context, "/")
        : Page(context, "Order ticket", PageTemplates.Put(PageTemplates.Raw("order.html"), "symbols", PageRows.Symbols(context.Request.Query["symbol"])));

    private static IResult Failure(HttpContext context, string title, BackendAnswer answer)
    {
        var main = PageTemplates.Fill("failure.html", ("reason", answer.Failure ?? $"A service answered {answer.Status}"));
        return Page(context, title, main, status: StatusCodes.Status502BadGateway);
    }

    private static IResult Page(HttpContext context, string title, string main, bool loggedIn = true, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(PageTemplates.Page(title, main, loggedIn), "text/html; charset=utf-8", statusCode: status);
    }

    private static IResult SeeOther(HttpContext context, string path)
    {
        context.Response.Headers.Location = path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string file, string type) => routes.MapGet(path, (HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "max-age=300";
        return Results.Text(PageTemplates.Raw(file), $"{type}; charset=utf-8");
    });
}
