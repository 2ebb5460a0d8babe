using System.Net;

namespace LoadProbe.Definitions;

/// <summary>Who may answer in a target's name, and with what.</summary>
internal static class GenuineReader
{
    private const int HashLength = 64;

    public static Genuine? Read(Fields expect, KeyTable table)
    {
        if (expect["genuine"] is not { } node) return null;
        Fields fields = Fields.Of(node, "genuine", table, expect.Mistakes);
        (bool isOfNames, bool isOfHttp) = (ReferenceEquals(table, GenuineKeys.OfNames), ReferenceEquals(table, GenuineKeys.OfHttp));
        var networks = new List<IPNetwork>();
        var names = new List<string>();
        foreach (Node item in fields.Items("from"))
        {
            if (Scalars.Text(item, "from", fields.Mistakes) is not { } text) continue;
            if (AllowRule.Parse(text.Replace('*', 'x')) is not { Port: null } rule) fields.Mistakes.Add(item.At, $"from {Quote.Bare(text)} is not where an answer comes from: write for instance 10.0.0.0/8, 10.1.2.3 or \"*.example.com\"");
            else if (rule.Network is { } network && !text.Contains('*')) networks.Add(network);
            else if (isOfNames) names.Add(text);
            else fields.Mistakes.Add(item.At, $"from {Quote.Bare(text)} is a name, and what answers has an address: write for instance 10.0.0.0/8; names are for dns");
        }

        return new Genuine
        {
            Networks = networks,
            Names = names,
            Certificates = isOfNames ? [] : [.. fields.Items("certificate").Select(c => Hash(c, "certificate", fields.Mistakes)).OfType<string>()],
            BodyHash = isOfHttp && fields["sha256"] is { } hash ? Hash(hash, "sha256", fields.Mistakes) : null,
        };
    }

    // As openssl shows it, with colons, or without.
    private static string? Hash(Node node, string what, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return null;
        string bare = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        if (bare.Length == HashLength && bare.All(char.IsAsciiHexDigit)) return bare;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a SHA-256: write its 64 hexadecimal digits, with colons or without");
        return null;
    }
}
