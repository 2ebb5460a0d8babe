using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>blackbox_exporter's module http_2xx: a GET, redirects followed, any status from 200 to 299 is a success.</summary>
public static class BlackboxHttp
{
    private static readonly HttpExpectation Any2xx = new() { Status = [new StatusRange(200, 299)] };

    /// <summary>Dials a target once; whatever goes wrong is in the figures.</summary>
    /// <param name="egress">What the agent's own limits allow; null = everything.</param>
    public static async Task<HttpProbeFigures> RunAsync(string target, string hostName, TimeSpan timeout, Egress? egress, TimeProvider time, CancellationToken token)
    {
        string text = target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("https://", StringComparison.Ordinal) ? target : $"http://{target}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url)) return None(timeout, $"\"{target}\" is not an address");
        long start = time.GetTimestamp();
        using var deadline = new Deadline(timeout, time, token);
        IPAddress? address = await LookUpAsync(url, deadline.Token).ConfigureAwait(false);
        TimeSpan lookup = time.GetElapsedTime(start);
        if (address is null) return None(timeout, $"{url.Host} could not be looked up") with { LookupTime = lookup, Duration = lookup };

        var dialled = new Target { Name = "probe", Address = url, Allow = AllowList.Everywhere };
        var step = new HttpStep
        {
            Name = "probe",
            At = default,
            Method = "GET",
            Url = Template.Constant(url.AbsoluteUri),
            Expect = Any2xx,
            Headers = hostName.Length > 0 ? [new Header("Host", Template.Constant(hostName))] : [],
        };
        using var connections = new HttpConnections(dialled, time, egress: egress);
        using var dial = new HttpDial(connections, withTcpInfo: false, time) { KeepsVisit = true };
        using var left = new Deadline(timeout - lookup, time, token);
        var variables = new Variables(NoSecrets.Instance);
        DateTimeOffset started = time.GetUtcNow();
        await dial.RunAsync(step, new RequestForm(step, dialled, variables), variables, time.GetTimestamp(), left, explain: true).ConfigureAwait(false);
        StepResult result = dial.Result(step, started);
        HttpVisit visit = dial.Visit;
        return new HttpProbeFigures
        {
            Success = result.Outcome == Outcome.Ok,
            Duration = time.GetElapsedTime(start),
            Timeout = timeout,
            LookupTime = lookup,
            Phases = result.Phases,
            IpProtocol = address.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4,
            IpHash = Fnv1a(address.GetAddressBytes()),
            Status = result.Status ?? 0,
            HttpVersion = double.TryParse(result.HttpVersion, System.Globalization.CultureInfo.InvariantCulture, out double version) ? version : 0,
            Redirects = visit.Redirects,
            ContentLength = visit.ContentLength,
            BodyLength = visit.BodyLength,
            IsTls = visit.IsTls,
            Tls = result.Tls,
            LastModified = visit.LastModified,
            Log = $"{result.Outcome.Word()}{(result.Detail is null ? "" : $": {result.Detail}")} after {Durations.Text(result.Duration)}, {visit.Redirects} redirects, address {address}",
        };
    }

    private static async Task<IPAddress?> LookUpAsync(Uri url, CancellationToken token)
    {
        try
        {
            // The exporter prefers IPv6 unless told otherwise.
            IPAddress[] found = await Dns.GetHostAddressesAsync(url.IdnHost.Trim('[', ']'), token).ConfigureAwait(false);
            return found.OrderByDescending(a => a.AddressFamily == AddressFamily.InterNetworkV6).FirstOrDefault();
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    // Fowler, Noll and Vo's hash, variant 1a, 32 bits.
    private static uint Fnv1a(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte b in bytes) hash = (hash ^ b) * 16777619;
        return hash;
    }

    private static HttpProbeFigures None(TimeSpan timeout, string log) => new()
    {
        Success = false, Duration = TimeSpan.Zero, Timeout = timeout, LookupTime = TimeSpan.Zero, IpProtocol = 0, IpHash = 0, Status = 0,
        HttpVersion = 0, Redirects = 0, ContentLength = 0, BodyLength = 0, IsTls = false, Log = log,
    };
}
