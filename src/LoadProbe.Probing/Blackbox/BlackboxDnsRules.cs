namespace LoadProbe.Probing;

/// <summary>What a module says an answer must, and must not, look like.</summary>
internal static class BlackboxDnsRules
{
    public static bool Accepts(BlackboxCall call, DnsAnswer answer)
    {
        BlackboxDnsProbe dns = call.Module.Dns;
        if (!dns.ValidReturnCodes.Any(c => BlackboxDnsNames.ReturnCodes[c] == answer.ResponseCode)) return call.Fail($"Response code {answer.ResponseCode} is none of {string.Join(", ", dns.ValidReturnCodes)}");
        return Accepts(call, "answer", answer.Answers, dns.Answer) && Accepts(call, "authority", answer.Authorities, dns.Authority) && Accepts(call, "additional", answer.Additionals, dns.Additional);
    }

    private static bool Accepts(BlackboxCall call, string part, IReadOnlyList<DnsRecord> records, BlackboxRecordRules rules)
    {
        if (records.Count == 0 && rules.FailIfNotMatches.Count + rules.FailIfNoneMatches.Count > 0) return call.Fail($"There are no {part} records, and there is a rule that some match");
        foreach (DnsRecord record in records)
        {
            call.Log.Say($"Validating {part} record {record.Text}");
            if (rules.FailIfMatches.FirstOrDefault(p => p.Regex.IsMatch(record.Text)) is { } bad) return call.Fail($"It matches {bad}");
            if (rules.FailIfNotMatches.FirstOrDefault(p => !p.Regex.IsMatch(record.Text)) is { } lacking) return call.Fail($"It does not match {lacking}");
        }

        // In the exporter the rule of this name fails when *not* all match (and no record is as good as all); its users rely on what it does.
        if (rules.FailIfAllMatch.Count > 0 && !records.All(r => rules.FailIfAllMatch.All(p => p.Regex.IsMatch(r.Text)))) return call.Fail($"Not all {part} records match {string.Join(", ", rules.FailIfAllMatch)}");
        return rules.FailIfNoneMatches.Count == 0 || records.Any(r => rules.FailIfNoneMatches.Any(p => p.Regex.IsMatch(r.Text))) || call.Fail($"No {part} record matches {string.Join(", ", rules.FailIfNoneMatches)}");
    }
}
