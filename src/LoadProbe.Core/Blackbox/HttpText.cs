namespace LoadProbe.Core;

/// <summary>The part of the configuration's text that is of the prober http.</summary>
internal static class HttpText
{
    public static ConfigLines Of(BlackboxHttpProbe http)
    {
        var lines = new ConfigLines();
        lines.Numbers("valid_status_codes", http.ValidStatusCodes);
        lines.Texts("valid_http_versions", http.ValidHttpVersions);
        lines.Ip(http.Ip);
        lines.Flag("skip_resolve_phase_with_proxy", http.SkipResolvePhaseWithProxy);
        lines.Flag("fail_if_ssl", http.FailIfSsl);
        lines.Flag("fail_if_not_ssl", http.FailIfNotSsl);
        if (http.Method != "GET") lines.Text("method", http.Method);
        lines.Headers("headers", http.Headers);
        lines.Texts("fail_if_body_matches_regexp", http.FailIfBodyMatches.Select(p => p.Text));
        lines.Texts("fail_if_body_not_matches_regexp", http.FailIfBodyNotMatches.Select(p => p.Text));
        lines.Items("fail_if_header_matches", http.FailIfHeaderMatches.Select(Of));
        lines.Items("fail_if_header_not_matches", http.FailIfHeaderNotMatches.Select(Of));
        lines.Text("body", http.Body);
        lines.Text("body_file", http.BodyFile);
        ClientText.Write(http.Client, lines);
        lines.Text("compression", http.Compression);
        if (http.BodySizeLimit > 0) lines.Text("body_size_limit", BlackboxSizes.Text(http.BodySizeLimit));
        lines.Flag("enable_http3", false);
        return lines;
    }

    private static ConfigLines Of(BlackboxHeaderMatch match)
    {
        var lines = new ConfigLines();
        lines.Text("header", match.Header);
        lines.Text("regexp", match.Pattern.Text);
        lines.Flag("allow_missing", match.AllowMissing);
        return lines;
    }
}
