using System.Runtime.Versioning;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Conversations with mail servers that others wrote: aiosmtpd and dovecot of Debian.</summary>
[SupportedOSPlatform("linux")]
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

    [Fact]
    public async Task A_mailbox_is_opened_over_IMAP_after_STARTTLS()
    {
        string program = Machine.Need("dovecot");
        Assert.SkipUnless(File.Exists("/usr/lib/dovecot/imap"), "dovecot has no IMAP: apt-get install dovecot-imapd");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "dovecot changes its user, which needs root");
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = Machine.FreePort();
        string folder = Directory.CreateTempSubdirectory("dovecot-").FullName;
        await File.WriteAllTextAsync($"{folder}/dovecot.conf", $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/run
            log_path = /dev/stderr
            protocols = imap
            auth_failure_delay = 0
            listen = 127.0.0.1
            ssl = required
            ssl_cert = <{{certificates.Chain("good")}}
            ssl_key = <{{certificates.Key("good")}}
            mail_location = maildir:{{folder}}/mail/%u
            default_login_user = nobody
            default_internal_user = nobody
            default_internal_group = nogroup
            passdb {
              driver = static
              args = password=pass
            }
            userdb {
              driver = static
              args = uid=nobody gid=nogroup home={{folder}}/mail/%u
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            """);
        // Its processes of another user keep the mail.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        File.SetUnixFileMode(Directory.CreateDirectory($"{folder}/mail").FullName, (UnixFileMode)0x1FF);
        await using (Running mail = Running.Start(program, $"-c {folder}/dovecot.conf -F"))
        {
            await mail.LineAsync("starting up for imap");
            string target = $"tcp://127.0.0.1:{port}";
            const string secured = "{ expect: '/^\\* OK/' }, { send: a1 STARTTLS }, { expect: /^a1 OK/ }, { starttls: true }";
            const string opened = $"{secured}, {{ send: 'a2 LOGIN ann \"${{secret:env:DIAL_PASSWORD}}\"' }}, {{ expect: /^a2 OK/ }}, {{ send: a3 SELECT INBOX }}, {{ expect: /EXISTS/, save: {{ mails: {{ body: '(\\d+) EXISTS' }} }} }}, {{ expect: /^a3 OK/ }}";
            JsonElement step = await _step.RunAsync(target, $"tcp: {{ lines: [{opened}, {{ send: a4 LOGOUT }}, {{ expect: /^a4 OK/ }}], expect: {{ version: TLS 1.3 }} }}", "ok", certificates);
            Assert.Equal("CN=good.test", step.GetProperty("tls").GetProperty("chain")[0].GetProperty("subject").GetString());
            await _step.RunAsync(target, $"tcp: {{ lines: [{secured}, {{ send: a2 LOGIN ann wrong }}, {{ expect: /^a2 NO .*AUTHENTICATIONFAILED/ }}] }}", "ok", certificates);
        }

        Directory.Delete(folder, recursive: true);
    }
}
