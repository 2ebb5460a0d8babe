using System.Net;

namespace LoadProbe.Definitions;

/// <summary>A limits.yaml: what the owner of an agent's machine allows it.</summary>
internal static class LimitsFile
{
    public const string Name = "limits.yaml";

    public static bool LooksLike(MappingNode root) => root["egress"] is not null;

    public static AgentLimits? Read(Source source, Mistakes mistakes)
    {
        if (source.Root is not { } root) return null;
        Fields fields = Fields.Of(root, "the file", LimitsKeys.Limits, mistakes);
        fields.Needs("egress", "egress: [ broker.example.com:443, 10.20.0.0/16 ], or [] when nothing may be dialled");
        var rules = new List<EgressRule>();
        foreach (Node item in fields.Items("egress"))
        {
            if (Scalars.Text(item, "an entry", mistakes) is not { } text) continue;
            if (EgressRule.Parse(text, item.At) is not { } rule) mistakes.Add(item.At, $"{Quote.Of(text)} is not a destination: write for instance 10.0.0.0/8, 10.1.2.3:443, [::1]:443, api.example.com:443 or \"*.example.com:443\"");
            else if (rule.Network is { } network && SpecialAddresses.Never(network) is { } never) mistakes.Add(item.At, $"{Quote.Of(text)} is {never}, which is never dialled: leave it out");
            else rules.Add(rule);
        }

        double? rate = fields.Rate("rate");
        int? inFlight = fields.Whole("in_flight", 1, 1_000_000);
        return new AgentLimits
        {
            Egress = new Egress(fields["egress"]?.At ?? source.Start, rules),
            Rate = rate is { } most ? new Ceiling(most, fields["rate"]!.At) : null,
            InFlight = inFlight is { } places ? new Ceiling(places, fields["in_flight"]!.At) : null,
            References = References(fields),
            ProbesAtOnce = AtOnce(fields),
        };
    }

    private static Dictionary<StepKind, int> AtOnce(Fields fields)
    {
        var most = new Dictionary<StepKind, int>();
        if (fields["probes_at_once"] is not { } node) return most;
        Fields kinds = Fields.Of(node, "probes_at_once", LimitsKeys.AtOnce, fields.Mistakes);
        foreach ((string word, StepKind kind) in LimitsKeys.Kinds)
        {
            if (kinds.Whole(word, 1, 100_000) is { } number) most[kind] = number;
        }

        return most;
    }

    private static IReadOnlyList<DnsEndPoint> References(Fields fields)
    {
        const int most = 10;
        var references = new List<DnsEndPoint>();
        foreach (Node item in fields.Items("references"))
        {
            if (Scalars.Text(item, "a reference", fields.Mistakes) is not { } text) continue;
            int colon = text.LastIndexOf(':');
            if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && port > 0 && Urls.IsHost(text[..colon])) references.Add(new DnsEndPoint(text[..colon], port));
            else fields.Mistakes.Add(item.At, $"{Quote.Of(text)} is not host:port: write for instance gateway.example.com:443");
        }

        if (references.Count > most) fields.Mistakes.Add(fields["references"]!.At, $"{references.Count} references: {most} are enough");
        return references;
    }
}
