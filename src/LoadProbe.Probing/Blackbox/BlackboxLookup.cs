using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>The address that a name was looked up to, and how long that took.</summary>
internal readonly record struct BlackboxAddress(IPAddress Address, TimeSpan Took);

/// <summary>
/// Looks a target's name up, and chooses the one address that is dialled. The agent's own limits are held against that
/// address here, so that no prober can connect to what they do not allow.
/// </summary>
internal static class BlackboxLookup
{
    /// <summary>Null after saying why there is no address that may be dialled.</summary>
    /// <param name="call">Told of the time, the kind of address and its hash, also when there is none.</param>
    /// <param name="host">A name or an address, without brackets.</param>
    /// <param name="port">0 = there is none, as with a ping.</param>
    /// <param name="ip">Which kind of address is chosen.</param>
    /// <param name="token">Ends it.</param>
    public static async Task<BlackboxAddress?> FindAsync(BlackboxCall call, string host, int port, BlackboxIp ip, CancellationToken token)
    {
        Tell(call, TimeSpan.Zero, null);
        call.Log.Say($"Resolving target address {host}, {(ip.Prefers4 ? "IPv4" : "IPv6")} first");
        long start = call.Time.GetTimestamp();
        try
        {
            IPAddress? chosen = Choose(await AllAsync(call, host, token).ConfigureAwait(false), ip);
            TimeSpan took = call.Time.GetElapsedTime(start);
            Tell(call, took, chosen);
            if (chosen is null)
            {
                call.Fail($"Resolution of {host} failed: it has no address of the kind");
                return null;
            }

            call.Log.Say($"Resolved target address: {chosen}");
            return Permits(call, host, chosen, port) ? new BlackboxAddress(chosen, took) : null;
        }
        catch (OperationCanceledException)
        {
            Tell(call, call.Time.GetElapsedTime(start), null);
            throw;
        }
    }

    /// <summary>Of a name beside the target's own, as a redirect's or a proxy's: nothing is told of it in figures.</summary>
    public static async Task<BlackboxAddress?> FindOtherAsync(BlackboxCall call, string host, int port, CancellationToken token)
    {
        long start = call.Time.GetTimestamp();
        IPAddress[] all = await AllAsync(call, host, token).ConfigureAwait(false);
        // The exporter leaves those to its system, which tries IPv4 as readily.
        if (Choose(all, new BlackboxIp(Prefers4: true)) is not { } chosen)
        {
            call.Fail($"Resolution of {host} failed");
            return null;
        }

        return Permits(call, host, chosen, port) ? new BlackboxAddress(chosen, call.Time.GetElapsedTime(start)) : null;
    }

    private static async Task<IPAddress[]> AllAsync(BlackboxCall call, string host, CancellationToken token)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
        {
            // "1" and "0x7f.1" are addresses for some and names for others; here they are neither.
            IPAddress bare = literal.IsIPv4MappedToIPv6 ? literal.MapToIPv4() : literal;
            return host.Contains(':') || literal.ToString() == host ? [bare] : [];
        }

        if (host.Length is 0 or > 255) return [];
        try
        {
            return await Dns.GetHostAddressesAsync(host, token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            call.Log.Say($"Looking {host} up failed: {e.Message}");
            return [];
        }
    }

    private static IPAddress? Choose(IPAddress[] all, BlackboxIp ip)
    {
        AddressFamily wanted = ip.Prefers4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        return all.FirstOrDefault(a => a.AddressFamily == wanted) ?? (ip.Fallback ? all.LastOrDefault() : null);
    }

    private static bool Permits(BlackboxCall call, string host, IPAddress address, int port) =>
        call.Egress?.Refusal(host, address, port) is not { } refusal || call.Fail($"{Outcome.EgressRefused.Word()}: {refusal}");

    private static void Tell(BlackboxCall call, TimeSpan took, IPAddress? address)
    {
        int protocol = address?.AddressFamily switch { AddressFamily.InterNetworkV6 => 6, AddressFamily.InterNetwork => 4, _ => 0 };
        call.Figures.Set("probe_dns_lookup_time_seconds", "Returns the time taken for probe dns lookup in seconds", took.TotalSeconds);
        call.Figures.Set("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6", protocol);
        call.Figures.Set("probe_ip_addr_hash", "Specifies the hash of IP address. It's useful to detect if the IP address changes.", address is null ? 0 : Fnv1a.Hash(address.GetAddressBytes()));
    }
}
