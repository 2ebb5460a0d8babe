using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>OCSP responses that openssl makes, stapled by openssl and nginx over TLS 1.2 and 1.3, as they are and as they should not be.</summary>
public sealed class StapleTests : IDisposable
{
    private readonly OneStep _step = new();

    public void Dispose() => _step.Dispose();

    [Theory]
    [InlineData("-tls1_3", "TLS 1.3")]
    [InlineData("-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384", "TLS 1.3")]
    [InlineData("-tls1_2", "TLS 1.2")]
    [InlineData("-tls1_3 -verify 1", "TLS 1.3")]
    public async Task A_good_one_says_so_until_when_and_by_whom(string options, string version)
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = await certificates.ServeAsync("good", $"{options} -status_file {await certificates.OcspAsync("good")}");
        JsonElement tls = (await StepAsync(port, "tls: { staple: true }\n    expect: { staple: good }", "ok", certificates)).GetProperty("tls");
        Assert.Equal(version, tls.GetProperty("version").GetString());
        JsonElement staple = tls.GetProperty("staple");
        Assert.Equal(("good", "issuer", true), (Text(staple, "status"), Text(staple, "signed_by"), staple.GetProperty("of_certificate").GetBoolean()));
        Assert.Equal(TimeSpan.FromDays(1), Instant(staple, "next_update") - Instant(staple, "this_update"));
        Assert.InRange((TimeProvider.System.GetUtcNow() - Instant(staple, "produced_at")).TotalMinutes, 0, 10);
    }

    [Fact]
    public async Task What_does_not_prove_that_the_certificate_is_good()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        foreach (string revoked in new[] { "revoked", "stolen" }) await certificates.AddAsync(revoked);
        await certificates.RevokeAsync("revoked");
        await certificates.AddAsync("responder", "extendedKeyUsage=OCSPSigning");
        string broken = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.der");
        await File.WriteAllBytesAsync(broken, [0x30, 0x03, 0x0A, 0x01, 0x03]);

        // By whom the issuer has named.
        JsonElement named = await StapleAsync("good", await certificates.OcspAsync("good", "responder"), "good", "ok");
        Assert.Equal("responder", Text(named, "signed_by"));
        // By another certificate of the same issuer, which may serve and not sign.
        JsonElement nobody = await StapleAsync("good", await certificates.OcspAsync("good", "stolen"), "good", "answer_mismatch", "signed by nobody who may");
        Assert.Equal("nobody", Text(nobody, "signed_by"));
        JsonElement revocation = await StapleAsync("revoked", await certificates.OcspAsync("revoked"), "good", "answer_mismatch", "the certificate is revoked since ");
        Assert.Equal("revoked", Text(revocation, "status"));
        Assert.InRange((TimeProvider.System.GetUtcNow() - Instant(revocation, "revoked_at")).TotalMinutes, 0, 10);
        JsonElement other = await StapleAsync("good", await certificates.OcspAsync("stolen"), "good", "answer_mismatch", "is of another certificate");
        Assert.False(other.GetProperty("of_certificate").GetBoolean());
        JsonElement malformed = await StapleAsync("good", broken, "good", "answer_mismatch", "it is an error of the responder: try later");
        Assert.Equal("malformed", Text(malformed, "status"));
        // Whatever it says, it is there; and nothing is expected where nothing is said.
        await StapleAsync("revoked", await certificates.OcspAsync("revoked"), "present", "ok");
        await StapleAsync("revoked", await certificates.OcspAsync("revoked"), null, "ok");
        File.Delete(broken);

        async Task<JsonElement> StapleAsync(string name, string file, string? expected, string outcome, string detail = "")
        {
            // The server reads it anew for each handshake, and does not look at what it says.
            int port = await certificates.ServeAsync(name, $"-status_file {file}");
            JsonElement step = await StepAsync(port, $"tls: {{ staple: true }}{(expected is null ? "" : $"\n    expect: {{ staple: {expected} }}")}", outcome, certificates);
            if (detail.Length > 0) Assert.Contains(detail, Text(step, "detail"), StringComparison.Ordinal);
            return step.GetProperty("tls").GetProperty("staple");
        }
    }

    [Fact]
    public async Task Where_none_is_stapled_it_is_missed_only_if_it_is_expected()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        foreach (string version in new[] { "-tls1_2", "-tls1_3" })
        {
            int port = await certificates.ServeAsync("good", version);
            JsonElement asked = await StepAsync(port, "tls: { staple: true }", "ok", certificates);
            Assert.Equal("none", Text(asked.GetProperty("tls").GetProperty("staple"), "status"));
            JsonElement missed = await StepAsync(port, "tls:\n    expect: { staple: present }", "answer_mismatch", certificates);
            Assert.Equal("the server staples no OCSP response", Text(missed, "detail"));
            Assert.False((await StepAsync(port, "tls:", "ok", certificates)).GetProperty("tls").TryGetProperty("staple", out _));
        }
    }

    [Fact]
    public async Task A_server_that_lacks_our_group_is_unread()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = await certificates.ServeAsync("good", "-tls1_3 -groups X25519");
        JsonElement unread = await StepAsync(port, "tls: { staple: true }", "ok", certificates);
        Assert.Equal("unread", Text(unread.GetProperty("tls").GetProperty("staple"), "status"));
        await StepAsync(port, "tls:\n    expect: { staple: good }", "tls_failed", certificates);
    }

    [Fact]
    public async Task Nginx_staples_from_a_file()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates, staple: await certificates.OcspAsync("good"));
        JsonElement step = await StepAsync(nginx.Https, "tls:\n    expect: { staple: good }", "ok", certificates);
        Assert.Equal("issuer", Text(step.GetProperty("tls").GetProperty("staple"), "signed_by"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static DateTimeOffset Instant(JsonElement element, string name) => element.GetProperty(name).GetDateTimeOffset();

    private Task<JsonElement> StepAsync(int port, string step, string outcome, OpenSsl trusted) => _step.RunAsync($"https://127.0.0.1:{port}", step, outcome, trusted);
}
