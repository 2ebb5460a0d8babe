using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace LoadProbe.Controller;

/// <summary>Ways in that cost or risk something before anybody is known: so many tries a minute from one address.</summary>
internal static class Doors
{
    /// <summary>The name by which a route asks for it.</summary>
    public const string Policy = "door";

    public const int TriesAMinute = 10;

    private const int BytesOfNetwork = 8;

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(From(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesAMinute, Window = TimeSpan.FromMinutes(1) }));
        options.OnRejected = async (refused, token) =>
        {
            TimeSpan wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromMinutes(1);
            refused.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            await Results.Problem($"more than {TriesAMinute} tries in a minute from this address: wait {Durations.Text(wait)}", statusCode: StatusCodes.Status429TooManyRequests, title: "too many tries").ExecuteAsync(refused.HttpContext).ConfigureAwait(false);
        };
    }

    // Whoever has one address of IPv6 has all of its network.
    private static string From(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? $"{address}" : Convert.ToHexString(address.GetAddressBytes().AsSpan(0, BytesOfNetwork));
    }
}
