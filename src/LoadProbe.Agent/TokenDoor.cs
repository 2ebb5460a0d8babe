using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Agent;

/// <summary>Lets in whoever shows the one token that an agent knows. Whether it lives, anybody may ask.</summary>
public static class TokenDoor
{
    /// <summary>Whether the process lives.</summary>
    internal const string Alive = "/healthz";

    /// <summary>Whether it is of use.</summary>
    internal const string Ready = "/readyz";

    private const string Scheme = "Bearer ";

    /// <param name="app">The web server.</param>
    /// <param name="token">What whoever comes in has to show.</param>
    public static void UseToken(this WebApplication app, string token)
    {
        byte[] expected = Hash(token);
        app.Use(async (context, next) =>
        {
            if (context.Request.Path.Value is Alive or Ready || Holds(context.Request, expected))
            {
                await next(context).ConfigureAwait(false);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await context.Response.WriteAsync("Authorization: Bearer TOKEN is needed here\n", context.RequestAborted).ConfigureAwait(false);
        });
    }

    // Hashes are of one length, and compared in constant time.
    private static bool Holds(HttpRequest request, byte[] expected) =>
        request.Headers.Authorization is [{ } said] && said.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(said[Scheme.Length..].Trim()), expected);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
