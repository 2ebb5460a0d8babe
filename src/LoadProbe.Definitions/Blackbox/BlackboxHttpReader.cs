using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Options of the prober http.</summary>
internal static class BlackboxHttpReader
{
    private static readonly string[] Packings = ["gzip", "br", "deflate", "identity"];

    public static BlackboxHttpProbe Read(BlackboxFields fields)
    {
        fields.Refuse("expressions of CEL are not evaluated here; use fail_if_body_matches_regexp or fail_if_body_not_matches_regexp", "fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel");
        fields.AtMostOne("body", "body_file");
        BlackboxHttpClient client = BlackboxClientReader.Read(fields);
        if (fields.Flag("no_follow_redirects") is { } not) client = client with { FollowRedirects = !not };
        var probe = new BlackboxHttpProbe
        {
            ValidStatusCodes = [.. fields.List("valid_status_codes").Select(i => fields.Whole(i, i is TextNode text ? text.Text : "", "a valid status code", 100, 999)).OfType<int>()],
            ValidHttpVersions = fields.Texts("valid_http_versions"),
            Ip = BlackboxModuleReader.Ip(fields),
            SkipResolvePhaseWithProxy = fields.Flag("skip_resolve_phase_with_proxy") ?? false,
            FailIfSsl = fields.Flag("fail_if_ssl") ?? false,
            FailIfNotSsl = fields.Flag("fail_if_not_ssl") ?? false,
            Method = Method(fields),
            Headers = BlackboxHeaderReader.Read(fields, "headers"),
            FailIfBodyMatches = fields.Patterns("fail_if_body_matches_regexp"),
            FailIfBodyNotMatches = fields.Patterns("fail_if_body_not_matches_regexp"),
            FailIfHeaderMatches = HeaderMatches(fields, "fail_if_header_matches"),
            FailIfHeaderNotMatches = HeaderMatches(fields, "fail_if_header_not_matches"),
            Body = fields.Text("body"),
            BodyFile = fields.Text("body_file"),
            Client = client,
            Compression = Compression(fields),
            BodySizeLimit = SizeLimit(fields),
        };
        CheckVersions(fields);
        return probe;
    }

    private static string Method(BlackboxFields fields)
    {
        string method = fields.Text("method") ?? "GET";
        if (!Headers.IsToken(method)) fields.Report("method", $"method {Quote.Of(method)} is not a method: write for instance POST");
        return method;
    }

    private static long SizeLimit(BlackboxFields fields)
    {
        if (fields.Text("body_size_limit") is not { } text) return 0;
        if (BlackboxSizes.TryParse(text, out long bytes)) return bytes;
        fields.Report("body_size_limit", $"body_size_limit {Quote.Bare(text)} is {(text.StartsWith('-') ? "below zero" : "not a size")}: write a number and a unit, for instance 512KB, 10MB or 1GB; 0 = no limit");
        return 0;
    }

    private static IReadOnlyList<BlackboxHeaderMatch> HeaderMatches(BlackboxFields fields, string key)
    {
        var matches = new List<BlackboxHeaderMatch>();
        foreach (Node item in fields.List(key))
        {
            if (BlackboxFields.Of(item, $"an item of {key}", BlackboxKeys.HeaderMatch, fields.Mistakes) is not { } match) continue;
            foreach (string needed in new[] { "header", "regexp" }.Where(k => !match.Has(k))) fields.Mistakes.Add(item.At, $"{needed} is missing: write for instance {{ header: Content-Type, regexp: ^text/ }}");
            bool allowMissing = match.Flag("allow_missing") ?? false;
            if (match.Text("header") is not { } header || !match.Has("regexp")) continue;
            if (BlackboxPatterns.Read(match["regexp"]!, "regexp", fields.Mistakes) is { } pattern) matches.Add(new BlackboxHeaderMatch(header, pattern, allowMissing));
        }

        return matches;
    }

    // Who asks for br only and unpacks gzip would fail at every answer.
    private static string? Compression(BlackboxFields fields)
    {
        if (fields.Text("compression") is not { } packing) return null;
        if (!Packings.Contains(packing)) fields.Report("compression", $"compression {Quote.Of(packing)} is not known: {Spelling.Hint(packing, Packings)}it is one of {string.Join(", ", Packings)}");
        foreach ((TextNode name, Node at, string value) in fields.Map("headers"))
        {
            if (!name.Text.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase) || value.Length == 0 || Accepts(value, packing)) continue;
            fields.Mistakes.Add(at.At, $"{Quote.Bare(name.Text)} {Quote.Of(value)} does not accept the compression {Quote.Bare(packing)}: name it here too");
        }

        return packing;
    }

    // The first that fits, the most wanted first, decides.
    private static bool Accepts(string header, string packing)
    {
        var wanted = header.Split(',').Select(part => part.LastIndexOf(';') is var end and >= 0 ? (Name: part[..end].Trim(), Quality: Quality(part[(end + 1)..].Trim())) : (Name: part.Trim(), Quality: 1));
        return wanted.OrderByDescending(w => w.Quality).FirstOrDefault(w => w.Name == packing || w.Name == "*").Quality > 0;
    }

    private static double Quality(string text) =>
        double.TryParse(text.StartsWith("q=", StringComparison.Ordinal) ? text[2..] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double quality) ? Math.Round(quality, 3) : 0;

    private static void CheckVersions(BlackboxFields fields)
    {
        if (fields.Flag("enable_http3") == true) fields.Report("enable_http3", "enable_http3 is not supported: HTTP/3 needs a library that is not here");
        foreach (Node item in fields.List("valid_http_versions"))
        {
            if (item is TextNode { Text: "HTTP/3.0" }) fields.Mistakes.Add(item.At, "HTTP/3.0 is not spoken here: leave it out");
        }
    }
}
