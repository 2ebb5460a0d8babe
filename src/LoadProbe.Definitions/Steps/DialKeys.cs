namespace LoadProbe.Definitions;

/// <summary>The keys of network dials. <c>expect</c> and <c>within</c> may stand inside the dial or beside it.</summary>
internal static class DialKeys
{
    public static readonly IReadOnlyDictionary<string, DnsRecordType> RecordTypes =
        Enum.GetValues<DnsRecordType>().ToDictionary(t => t.ToString().ToUpperInvariant());

    /// <summary>IANA DNS RCODEs.</summary>
    public static readonly IReadOnlyDictionary<string, int> ResponseCodes = new Dictionary<string, int>
    {
        ["NOERROR"] = 0, ["FORMERR"] = 1, ["SERVFAIL"] = 2, ["NXDOMAIN"] = 3, ["NOTIMP"] = 4, ["REFUSED"] = 5,
    };

    public static readonly KeyTable Tcp = Dial("tcp",
        new("address", Forms.Text, "host:port; absent = the target's."),
        new("send", Forms.Text, "Text to send once connected."),
        new("lines", Forms.ListOf(Forms.Table("tcp_line")), "A conversation instead, line by line."));

    public static readonly KeyTable Udp = Dial("udp",
        new("address", Forms.Text, "host:port; absent = the target's."),
        new("send", Forms.Text, "The datagram, as text."),
        new("hex", Forms.Text, "The datagram, as hexadecimal digits; answers are then held against theirs."));

    public static readonly KeyTable Tls = Dial("tls",
        new("address", Forms.Text, "host:port; absent = the target's."),
        new("server_name", Forms.Text, "The name asked for (SNI); absent = the host."),
        new("staple", Forms.Flag, "The OCSP response that is stapled to the certificate is asked for too, over a second connection; default true when one is expected, else false."));

    public static readonly IReadOnlyDictionary<string, StapleExpectation> Staples = Enum.GetValues<StapleExpectation>().ToDictionary(s => s.ToString().ToLowerInvariant());

    public static readonly IReadOnlyDictionary<string, DnsWay> DnsWays = Enum.GetValues<DnsWay>().ToDictionary(w => w.ToString().ToLowerInvariant());

    public static readonly KeyTable Dns = Dial("dns",
        new("name", Forms.Text, "The name to ask for."),
        new("type", Forms.Choice([.. RecordTypes.Keys]), "The record type; default A."),
        new("server", Forms.Text, "host or host:port of the name server, over https its URL; absent = the system's first."),
        new("over", Forms.Choice([.. DnsWays.Keys]), "What the question goes over; default udp, and tcp when the answer does not fit."),
        new("server_name", Forms.Text, "Over tls: the name that the server's certificate is for; absent = the server's host."),
        new("dnssec", Forms.Flag, "Signatures are asked for too (DO); default true when authenticated is expected, else false."));

    public static readonly KeyTable Icmp = Dial("icmp",
        new("host", Forms.Text, "Host or address; absent = the target's."),
        new("count", Forms.Whole(1, 100), "Echo requests; default 3."),
        new("interval", Forms.Duration, "From one request to the next; default 200ms."));

    public static readonly IReadOnlyDictionary<string, PathProtocol> PathProtocols = Enum.GetValues<PathProtocol>().ToDictionary(p => p.ToString().ToLowerInvariant());

    public static readonly KeyTable Path = Dial("path",
        new("host", Forms.Text, "Host or address; absent = the target's."),
        new("by", Forms.Choice([.. PathProtocols.Keys]), "What is sent; default icmp."),
        new("port", Forms.Whole(1, 65_535), "Of the host, for udp (default 33434) and tcp (default the target's)."),
        new("hops", Forms.Whole(1, 64), "The most hops looked for; default 30."),
        new("count", Forms.Whole(1, 100), "Packets to each hop; default 3."),
        new("interval", Forms.Duration, "From one round of packets to the next; default 1s."));

    public static readonly KeyTable TcpExpect = new("tcp_expect", [
        new("answer", Forms.WordOr("match"), "What the first bytes of the answer must be; a plain value must be contained."), .. TlsKeys.Expected, StepKeys.Within]);

    public static readonly KeyTable UdpExpect = new("udp_expect",
        new("answer", Forms.WordOr("match"), "What a datagram must be to be the answer; a plain value must be contained. Default: any."), StepKeys.Within);

    public static readonly KeyTable TlsExpect = new("tls_expect", [
        .. TlsKeys.Expected, new("staple", Forms.Choice([.. Staples.Keys]), "What must be stapled to the certificate: good = an OCSP response that proves it is not revoked, present = any."), StepKeys.Within]);

    public static readonly KeyTable DnsExpect = new("dns_expect",
        new("rcode", Forms.Choice([.. ResponseCodes.Keys]), "The response code; default NOERROR."),
        new("answer", Forms.WordOr("match"), "One of the answers must fit; a plain value must be equal."),
        new("every", Forms.WordOr("match"), "Each of the answers must fit."),
        new("serial", Forms.WordOr("match"), "The serial of the zone, of type SOA; a plain value must be equal."),
        new("authenticated", Forms.Flag, "Whether the server must say that it checked the signatures (AD), or must not."), GenuineKeys.Of(GenuineKeys.OfNames), StepKeys.Within);

    public static readonly KeyTable IcmpExpect = new("icmp_expect",
        new("loss", Forms.Word, "The share of packets that may go unanswered; default 0%."), StepKeys.Within);

    public static readonly KeyTable PathExpect = new("path_expect",
        new("loss", Forms.Word, "The share of packets that the host may leave unanswered; default 0%."), StepKeys.Within);

    public static readonly IReadOnlyDictionary<string, (KeyTable Step, KeyTable Inner, KeyTable Expect)> ByAction = new[]
    {
        (Tcp, TcpExpect, "Opens a TCP connection to host:port; nothing = the target's."),
        (Udp, UdpExpect, "Sends a datagram to host:port and waits for its answer; nothing = the target's."),
        (Tls, TlsExpect, "Opens a TLS session with host:port and reads its certificates; nothing = the target's."),
        (Dns, DnsExpect, "Asks a name server for this name."),
        (Icmp, IcmpExpect, "Sends echo requests to a host; nothing = the target's."),
        (Path, PathExpect, "Finds the way to a host, hop by hop; nothing = the target's."),
    }.ToDictionary(d => d.Item1.Name, d => (Step(d.Item1.Name, d.Item3), d.Item1, d.Item2));

    private static KeyTable Dial(string name, params Key[] own) => new(name, [.. own, Expect(name), StepKeys.Within]);

    private static KeyTable Step(string name, string about) => new($"{name}_step",
        StepKeys.Name, new(name, Forms.NothingOr(name), about), StepKeys.Kind, StepKeys.Ip, StepKeys.Timeout, Expect(name), StepKeys.Within) { Required = [name] };

    private static Key Expect(string name) => new("expect", Forms.Table($"{name}_expect"), "What must hold.");
}
