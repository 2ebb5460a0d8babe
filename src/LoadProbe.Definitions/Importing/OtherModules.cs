namespace LoadProbe.Definitions;

/// <summary>Modules of the probers dns, icmp and grpc as a step.</summary>
internal static class OtherModules
{
    public static ProbeDraft Draft(BlackboxDnsProbe dns)
    {
        var draft = new ProbeDraft { Address = "tcp://192.0.2.53:53" };
        bool isKnown = DialKeys.RecordTypes.ContainsKey(dns.QueryType);
        if (!isKnown) draft.Unsay($"the type {dns.QueryType}: A is asked for instead");
        draft.Step("dns", $"{{ name: {YamlText.Text(dns.QueryName.Length > 0 ? dns.QueryName : "target.example.com")}, type: {(isKnown ? dns.QueryType : "A")}, server: 192.0.2.53{(dns.OverTls ? ", over: tls" : dns.OverTcp ? ", over: tcp" : "")} }}");
        draft.Unsay("the name server is a made-up one: in a blackbox.yml it is the target");
        string? code = dns.ValidReturnCodes.FirstOrDefault(DialKeys.ResponseCodes.ContainsKey);
        if (code is not (null or "NOERROR")) draft.Expect("rcode", code);
        draft.Unsay(dns.ValidReturnCodes.Count > 1, "more than one of valid_rcodes");
        draft.Unsay(Any(dns.Answer) || Any(dns.Authority) || Any(dns.Additional), "rules for records (validate_*_rrs)");
        draft.Unsay(dns.QueryClass != "IN", $"the class {dns.QueryClass}");
        BlackboxImport.Ip(draft, dns.Ip);
        return draft;
    }

    public static ProbeDraft Draft(BlackboxIcmpProbe icmp)
    {
        var draft = new ProbeDraft { Address = "http://target.example.com" };
        draft.Step("icmp", "{ count: 1 }");
        draft.Unsay(icmp.PayloadSize > 0, "payload_size");
        draft.Unsay(icmp.DontFragment, "dont_fragment");
        draft.Unsay(icmp.Ttl != new BlackboxIcmpProbe().Ttl, "ttl");
        draft.Unsay(icmp.SourceAddress is not null, "source_ip_address");
        BlackboxImport.Ip(draft, icmp.Ip);
        return draft;
    }

    public static ProbeDraft Draft(BlackboxGrpcProbe grpc)
    {
        var draft = new ProbeDraft { Address = grpc.UsesTls ? "https://target.example.com" : "http://target.example.com:50051" };
        draft.Step("grpc", "grpc.health.v1.Health/Check");
        draft.Step("kind", "read");
        if (grpc.Service is { Length: > 0 } service) draft.Step("message", $"{{ service: {YamlText.Text(service)} }}");
        if (grpc.Metadata.Count > 0) draft.Step("metadata", $"{{ {string.Join(", ", grpc.Metadata.Select(m => $"{YamlText.Text(m.Key)}: \"{draft.Secret(m.Key.ToUpperInvariant().Replace('-', '_'))}\""))} }}");
        draft.Expect("json", "{ $.status: SERVING }");
        draft.Unsay("what the service's messages look like is asked of the server (reflection)");
        if (grpc.UsesTls) BlackboxImport.Tls(draft, grpc.Tls);
        return draft;
    }

    private static bool Any(BlackboxRecordRules rules) => rules.FailIfMatches.Count + rules.FailIfAllMatch.Count + rules.FailIfNotMatches.Count + rules.FailIfNoneMatches.Count > 0;
}
