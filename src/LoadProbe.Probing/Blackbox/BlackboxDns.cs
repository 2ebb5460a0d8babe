using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LoadProbe.Probing;

/// <summary>The prober dns: one question to the target, and rules for the records of its answer.</summary>
internal static class BlackboxDns
{
    private const string Duration = "probe_dns_duration_seconds";

    public static async Task<bool> RunAsync(BlackboxCall call, CancellationToken token)
    {
        BlackboxDnsProbe dns = call.Module.Dns;
        foreach (string phase in (string[])["resolve", "connect", "request"]) Tell(call, phase, TimeSpan.Zero);
        Count(call, null);
        Succeeded(call, false);
        if (!Endpoint.TryParse(call.Target, dns.OverTls ? 853 : 53, out Endpoint target)) return call.Fail($"\"{call.Target}\" is no host, and no host:port");
        if (await BlackboxLookup.FindAsync(call, target.Host, target.Port, dns.Ip, token).ConfigureAwait(false) is not { } found) return false;
        Tell(call, "resolve", found.Took);
        if (dns.OverTls && !dns.OverTcp) return call.Fail("dns_over_tls goes over tcp: transport_protocol is udp");
        if (!DnsQuestion.IsName(dns.QueryName) && dns.QueryName != ".") return call.Fail($"\"{dns.QueryName}\" is not a name that can be asked for");

        int type = BlackboxDnsNames.Types[dns.QueryType];
        ushort id = (ushort)RandomNumberGenerator.GetInt32(0x10000);
        byte[] question = DnsQuestion.Write(id, dns.QueryName, type, BlackboxDnsNames.Classes[dns.QueryClass], dns.RecursionDesired);
        call.Log.Say($"Asking {found.Address}:{target.Port} for {dns.QueryName} {dns.QueryClass} {dns.QueryType}");
        if (await AskAsync(call, new IPEndPoint(found.Address, target.Port), target.Host, question, token).ConfigureAwait(false) is not { } answer) return false;
        Succeeded(call, true);
        Count(call, answer);
        if (dns.QueryType == "SOA") call.Figures.Set("probe_dns_serial", "Returns the serial number of the zone", answer.Answers.Select(r => r.Serial).LastOrDefault(s => s is not null) ?? 0);
        return BlackboxDnsRules.Accepts(call, answer);
    }

    private static async Task<DnsAnswer?> AskAsync(BlackboxCall call, IPEndPoint server, string host, byte[] question, CancellationToken token)
    {
        var exchange = new BlackboxDnsExchange(call, server, host);
        long start = call.Time.GetTimestamp();
        try
        {
            return await exchange.RunAsync(question, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            call.Fail($"Error while sending a DNS query: {e.Message}");
            return null;
        }
        finally
        {
            // The exporter has the connecting as what the request did not take: all of it when nothing was connected.
            long end = call.Time.GetTimestamp();
            Tell(call, "connect", call.Time.GetElapsedTime(start, exchange.Connected ?? end));
            Tell(call, "request", call.Time.GetElapsedTime(exchange.Connected ?? end, end));
        }
    }

    private static void Tell(BlackboxCall call, string phase, TimeSpan took) => call.Figures.Set(Duration, "Duration of DNS request by phase", took.TotalSeconds, ("phase", phase));

    private static void Succeeded(BlackboxCall call, bool succeeded) => call.Figures.Set("probe_dns_query_succeeded", "Displays whether or not the query was executed successfully", succeeded ? 1 : 0);

    private static void Count(BlackboxCall call, DnsAnswer? answer)
    {
        call.Figures.Set("probe_dns_answer_rrs", "Returns number of entries in the answer resource record list", answer?.Answers.Count ?? 0);
        call.Figures.Set("probe_dns_authority_rrs", "Returns number of entries in the authority resource record list", answer?.Authorities.Count ?? 0);
        call.Figures.Set("probe_dns_additional_rrs", "Returns number of entries in the additional resource record list", answer?.Additionals.Count ?? 0);
    }
}
