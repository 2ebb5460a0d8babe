using System.Text.RegularExpressions;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// The same file and the same targets, good and broken, asked of Debian's blackbox_exporter 0.23 and of an agent: what they
/// answer differs in nothing but docs/blackbox.md's table of differences, and in durations.
/// </summary>
public sealed partial class BlackboxBesideTests
{
    // What 0.23 does not have yet.
    private static readonly string[] Newer = ["probe_timeout_seconds", "probe_tls_cipher_info", "probe_failed_due_to_bytes"];

    private static readonly string[] Http = ["", "redirect", "loop", "nowhere", "lost", "missing", "empty", "cut", "chunked", "endless", "garbage", "silent", "gzip"];

    [Fact]
    public async Task An_agent_answers_what_the_exporter_answers()
    {
        string exporter = Machine.Need("prometheus-blackbox-exporter");
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using var plain = new BlackboxTargets();
        await using var good = new BlackboxTargets(now.AddDays(30));
        await using var expired = new BlackboxTargets(now.AddDays(-1));
        await using var mail = new BlackboxTargets(greets: true);
        await File.WriteAllTextAsync($"{folder}/ca.pem", good.Certificate!.ExportCertificatePem());
        await File.WriteAllTextAsync($"{folder}/blackbox.yml", Config.Replace("CA", $"{folder}/ca.pem", StringComparison.Ordinal));
        int port = Machine.FreePort();
        await using Running theirs = Running.Start(exporter, $"--config.file={folder}/blackbox.yml --web.listen-address=127.0.0.1:{port}");
        await theirs.LineAsync("TLS is disabled");
        await using Running ours = Running.Start(Machine.Program, $"agent --blackbox {folder}/blackbox.yml --listen 127.0.0.1:0");
        Uri agent = await ours.AddressAsync();

        string[] asked =
        [
            .. Http.Select(p => $"http_2xx&target=127.0.0.1:{plain.Port}/{p}"),
            .. ((string[])["http_stays", "http_gzip", "http_short", "http_rules", "http_secure", "http_two", "http_404"]).SelectMany(m => ((string[])["", "redirect", "missing", "gzip"]).Select(p => $"{m}&target=http://127.0.0.1:{plain.Port}/{p}")),
            .. ((string[])["http_2xx", "http_any", "http_ca", "http_named"]).SelectMany(m => new[] { good, expired }.Select(t => $"{m}&target=https://localhost:{t.Port}/redirect")),
            "http_2xx&target=127.0.0.1:1", "http_2xx&target=nosuch.invalid", $"http_2xx&target=https://localhost:{plain.Port}/", $"http_2xx&target=localhost:{good.Port}",
            .. ((string[])["tcp", "tcp_mail", "tcp_other", "tcp_tls"]).SelectMany(m => new[] { plain.Port, good.Port, mail.Port, 1 }.Select(p => $"{m}&target=localhost:{p}")),
            "tcp&target=localhost", "tcp&target=nosuch.invalid:1", "none&target=x", "tcp&target=",
        ];
        using var client = new HttpClient();
        var differences = new List<string>();
        (int succeeded, int failed) = (0, 0);
        foreach (string query in asked)
        {
            (string[] there, string[] here) = (await AskAsync(client, new Uri($"http://127.0.0.1:{port}/probe?module={query}")), await AskAsync(client, new Uri(agent, $"/probe?module={query}")));
            succeeded += there.Contains("probe_success 1") ? 1 : 0;
            failed += there.Contains("probe_success 0") ? 1 : 0;
            bool isRefused = there.Contains("probe_success 0") && !there.Any(l => l.StartsWith("probe_ssl_", StringComparison.Ordinal));
            // Of a certificate that is refused only the agent tells.
            if (isRefused) here = [.. here.Where(l => !l.Contains(" probe_ssl_", StringComparison.Ordinal) && !l.Contains(" probe_tls_", StringComparison.Ordinal) && !l.StartsWith("probe_ssl_", StringComparison.Ordinal) && !l.StartsWith("probe_tls_", StringComparison.Ordinal))];
            differences.AddRange(there.Except(here).Select(l => $"{query}: only there: {l}").Concat(here.Except(there).Select(l => $"{query}: only here: {l}")));
        }

        Assert.Empty(differences);
        Assert.InRange(succeeded, 20, asked.Length);
        Assert.InRange(failed, 20, asked.Length);
        await theirs.DisposeAsync();
        await ours.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private const string Config = """
        modules:
          http_2xx: { prober: http, timeout: 5s }
          http_stays: { prober: http, http: { follow_redirects: false } }
          http_gzip: { prober: http, http: { compression: gzip } }
          http_short: { prober: http, http: { body_size_limit: 5B } }
          http_rules: { prober: http, http: { fail_if_body_not_matches_regexp: ["^hello"], fail_if_header_matches: [{ header: X-A, regexp: q }] } }
          http_secure: { prober: http, http: { fail_if_not_ssl: true } }
          http_two: { prober: http, http: { valid_http_versions: [HTTP/2.0] } }
          http_404: { prober: http, http: { valid_status_codes: [404], method: POST, body: x } }
          http_any: { prober: http, http: { tls_config: { insecure_skip_verify: true } } }
          http_ca: { prober: http, http: { tls_config: { ca_file: CA } } }
          http_named: { prober: http, http: { tls_config: { ca_file: CA, server_name: other.example } } }
          tcp: { prober: tcp, timeout: 2s }
          tcp_mail: { prober: tcp, timeout: 2s, tcp: { query_response: [{ expect: "^220 ([^ ]+) ESMTP$", send: "EHLO ${1}" }, { expect: "^250 EHLO mail.example" }] } }
          tcp_other: { prober: tcp, timeout: 2s, tcp: { query_response: [{ expect: "^221", send: x }] } }
          tcp_tls: { prober: tcp, timeout: 2s, tcp: { tls: true, tls_config: { ca_file: CA } } }

        """;

    // Lines without what is newer, and with durations as whether there were any.
    private static async Task<string[]> AskAsync(HttpClient client, Uri address)
    {
        using HttpResponseMessage answer = await client.GetAsync(address);
        string[] lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [$"status {(int)answer.StatusCode}", .. lines.Where(l => !Newer.Any(n => l.Contains(n, StringComparison.Ordinal))).Select(l => Serial().Replace(Duration().Replace(l, "$1 some"), ""))];
    }

    [GeneratedRegex("""^(probe_(?:duration_seconds|dns_lookup_time_seconds|http_duration_seconds\{phase="[a-z]+"\})) (?!0$).*""")]
    private static partial Regex Duration();

    [GeneratedRegex("serialnumber=\"[^\"]*\",")]
    private static partial Regex Serial();
}
