using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Conversations with a mail server that others wrote: aiosmtpd of Debian.</summary>
public sealed class MailServerTests : IDisposable
{
    // Debian's own: it is that one's package.
    private const string Python = "/usr/bin/python3";

    private readonly OneStep _step = new();

    public void Dispose() => _step.Dispose();

    [Fact]
    public async Task A_mail_server_before_and_after_STARTTLS()
    {
        if (!File.Exists(Python) || !Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd")) Assert.Skip("aiosmtpd is not installed: apt-get install python3-aiosmtpd");
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = Machine.FreePort();
        await using Running mail = Running.Start(Python, $"-u -m aiosmtpd -n -d -l 127.0.0.1:{port} --tlscert {certificates.Chain("good")} --tlskey {certificates.Key("good")}");
        await mail.LineAsync("listening on");
        string target = $"tcp://127.0.0.1:{port}";
        const string greeted = "{ expect: /^220 .*SMTP/, save: { host: { body: '^220 (\\S+)' } } }, { send: EHLO probe.example.test }, { expect: STARTTLS }";
        const string secured = $"{greeted}, {{ send: STARTTLS }}, {{ expect: /^220/ }}, {{ starttls: true }}, {{ send: EHLO probe.example.test }}, {{ expect: '250' }}";

        await _step.RunAsync(target, $"tcp: {{ lines: [{greeted}, {{ send: QUIT }}, {{ expect: /^221/ }}] }}", "ok");
        JsonElement after = await _step.RunAsync(target, $"tcp: {{ lines: [{secured}, {{ send: QUIT }}, {{ expect: /^221/ }}], expect: {{ valid_for: 7d, version: TLS 1.3 }} }}", "ok", certificates);
        Assert.Equal("CN=good.test", after.GetProperty("tls").GetProperty("chain")[0].GetProperty("subject").GetString());
        Assert.True(after.GetProperty("phases").TryGetProperty("tls", out _), after.ToString());

        await _step.RunAsync(target, $"tcp: {{ lines: [{secured}] }}", "tls_untrusted");
        await _step.RunAsync(target, $"tcp: {{ lines: [{secured}], expect: {{ valid_for: 60d }} }}", "answer_mismatch", certificates);
        // It knows no such command, says so, and waits for another.
        await _step.RunAsync(target, "tcp: { lines: [{ expect: '220' }, { send: NONSENSE }, { expect: /^250/ }] }\n    timeout: 500ms", "answer_mismatch");
    }
}
