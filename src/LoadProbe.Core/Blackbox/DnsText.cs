namespace LoadProbe.Core;

/// <summary>The part of the configuration's text that is of the prober dns.</summary>
internal static class DnsText
{
    public static ConfigLines Of(BlackboxDnsProbe dns)
    {
        var lines = new ConfigLines();
        lines.Ip(dns.Ip);
        lines.Flag("dns_over_tls", dns.OverTls);
        lines.Part("tls_config", ClientText.Of(dns.Tls));
        lines.Text("source_ip_address", dns.SourceAddress);
        if (dns.OverTcp) lines.Text("transport_protocol", "tcp");
        if (dns.QueryClass != "IN") lines.Text("query_class", dns.QueryClass);
        lines.Text("query_name", dns.QueryName);
        if (dns.QueryType != "ANY") lines.Text("query_type", dns.QueryType);
        lines.Flag("recursion_desired", dns.RecursionDesired);
        if (dns.ValidReturnCodes is not ["NOERROR"]) lines.Texts("valid_rcodes", dns.ValidReturnCodes);
        lines.Part("validate_answer_rrs", Of(dns.Answer));
        lines.Part("validate_authority_rrs", Of(dns.Authority));
        lines.Part("validate_additional_rrs", Of(dns.Additional));
        return lines;
    }

    private static ConfigLines Of(BlackboxRecordRules rules)
    {
        var lines = new ConfigLines();
        lines.Texts("fail_if_matches_regexp", rules.FailIfMatches.Select(p => p.Text));
        lines.Texts("fail_if_all_match_regexp", rules.FailIfAllMatch.Select(p => p.Text));
        lines.Texts("fail_if_not_matches_regexp", rules.FailIfNotMatches.Select(p => p.Text));
        lines.Texts("fail_if_none_matches_regexp", rules.FailIfNoneMatches.Select(p => p.Text));
        return lines;
    }
}
