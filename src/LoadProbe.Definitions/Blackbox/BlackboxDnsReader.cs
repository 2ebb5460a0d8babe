using System.Collections.Frozen;

namespace LoadProbe.Definitions;

/// <summary>Options of the prober dns.</summary>
internal static class BlackboxDnsReader
{
    private static readonly Dictionary<string, bool> Transports = new() { ["udp"] = false, ["tcp"] = true };

    public static BlackboxDnsProbe Read(BlackboxFields fields)
    {
        if (!fields.Has("query_name")) fields.Mistakes.Add(fields.At, "query_name is missing: write for instance query_name: example.com");
        bool overTls = fields.Flag("dns_over_tls") ?? false, overTcp = fields.Choice("transport_protocol", Transports) ?? false;
        if (overTls && !overTcp) fields.Report("dns_over_tls", "DNS over TLS goes over TCP: write transport_protocol: tcp as well");
        IReadOnlyList<string> codes = fields.Texts("valid_rcodes");
        foreach (Node item in fields.List("valid_rcodes")) Check(item, "valid_rcodes", BlackboxDnsNames.ReturnCodes, fields);
        foreach ((string key, FrozenDictionary<string, int> names) in new[] { ("query_class", BlackboxDnsNames.Classes), ("query_type", BlackboxDnsNames.Types) })
        {
            if (fields[key] is { } node) Check(node, key, names, fields);
        }

        return new BlackboxDnsProbe
        {
            Ip = BlackboxModuleReader.Ip(fields),
            OverTls = overTls,
            Tls = BlackboxTlsReader.Read(fields),
            SourceAddress = BlackboxModuleReader.SourceAddress(fields),
            OverTcp = overTcp,
            QueryClass = fields.Text("query_class") ?? "IN",
            QueryName = fields.Text("query_name") ?? "",
            QueryType = fields.Text("query_type") ?? "ANY",
            RecursionDesired = fields.Flag("recursion_desired") ?? true,
            ValidReturnCodes = codes.Count == 0 ? ["NOERROR"] : codes,
            Answer = Rules(fields, "validate_answer_rrs"),
            Authority = Rules(fields, "validate_authority_rrs"),
            Additional = Rules(fields, "validate_additional_rrs"),
        };
    }

    private static void Check(Node node, string what, FrozenDictionary<string, int> names, BlackboxFields fields)
    {
        if (node is not TextNode { Text.Length: > 0 } text || names.ContainsKey(text.Text)) return;
        string[] known = [.. names.OrderBy(n => n.Value).Select(n => n.Key)];
        string all = known.Length > 20 ? "it is a name of IANA's list in capitals, for instance A, AAAA or MX" : $"it is one of {string.Join(", ", known)}";
        fields.Mistakes.Add(node.At, $"{what} {Quote.Of(text.Text)} is not known: {Spelling.Hint(text.Text, known)}{all}");
    }

    private static BlackboxRecordRules Rules(BlackboxFields parent, string key) => parent.Section(key, BlackboxKeys.RecordRules) is not { } fields ? new() : new()
    {
        FailIfMatches = fields.Patterns("fail_if_matches_regexp"),
        FailIfAllMatch = fields.Patterns("fail_if_all_match_regexp"),
        FailIfNotMatches = fields.Patterns("fail_if_not_matches_regexp"),
        FailIfNoneMatches = fields.Patterns("fail_if_none_matches_regexp"),
    };
}
