using System.Globalization;
using System.Security.Claims;

namespace LoadProbe.Controller;

/// <summary>Who calls, and what he may do, as one identity.</summary>
internal static class Granted
{
    private const string ScopeClaim = "loadprobe/scope";

    public static ClaimsPrincipal To(string who, Scope scope, string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, who), new Claim(ScopeClaim, ((int)scope).ToString(CultureInfo.InvariantCulture))], scheme));

    public static Scope Of(ClaimsPrincipal user) => int.TryParse(user.FindFirstValue(ScopeClaim), CultureInfo.InvariantCulture, out int scope) ? (Scope)scope : Scope.None;

    public static string Who(this ClaimsPrincipal user) => user.Identity?.Name ?? "nobody";
}
