using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Controller;

/// <summary>What routes answer.</summary>
internal static class Answers
{
    /// <summary>A document that is written already.</summary>
    public static IResult Json(string? document) => document is null ? Results.Problem(statusCode: StatusCodes.Status404NotFound) : Results.Text(document, "application/json; charset=utf-8");

    public static IResult Missing(string what) => Results.Problem(what, statusCode: StatusCodes.Status404NotFound);

    /// <summary>No, and why.</summary>
    public static IResult Refused(string why, int status = StatusCodes.Status409Conflict) => Results.Problem(why, statusCode: status);

    /// <summary>What a route does, for the OpenAPI document, and how it answers when it is not done.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder route, string summary, params int[] refusals)
    {
        foreach (int refusal in refusals) route.ProducesProblem(refusal);
        return route.WithSummary(summary);
    }

    /// <summary>Answers with one of our documents, which are described in docs/.</summary>
    public static RouteHandlerBuilder SaysJson(this RouteHandlerBuilder route, string summary, params int[] refusals) =>
        route.Says(summary, refusals).Produces(StatusCodes.Status200OK, contentType: "application/json");
}
