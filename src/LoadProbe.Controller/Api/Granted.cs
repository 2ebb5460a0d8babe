using System.Globalization;
using System.Security.Claims;

namespace LoadProbe.Controller;

/// <summary>Who calls, and what he may do, as one identity.</summary>
internal static class Granted
{
    private const string ScopeClaim = "loadprobe/scope";
    private const string PersonClaim = "loadprobe/person";
    private const string TeamClaim = "loadprobe/team";

    public static ClaimsPrincipal To(Caller caller, Scope scope, string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, caller.Who), new Claim(PersonClaim, caller.Person), .. caller.Teams.Select(t => new Claim(TeamClaim, t)), new Claim(ScopeClaim, ((int)scope).ToString(CultureInfo.InvariantCulture))], scheme));

    public static Scope Of(ClaimsPrincipal user) => int.TryParse(user.FindFirstValue(ScopeClaim), CultureInfo.InvariantCulture, out int scope) ? (Scope)scope : Scope.None;

    public static string Who(this ClaimsPrincipal user) => user.Identity?.Name ?? "nobody";

    public static Caller Caller(this ClaimsPrincipal user) => new(user.Who(), user.FindFirstValue(PersonClaim) ?? user.Who(), [.. user.FindAll(TeamClaim).Select(c => c.Value)]);
}
