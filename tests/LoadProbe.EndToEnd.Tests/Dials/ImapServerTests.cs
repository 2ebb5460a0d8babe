using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Conversations with a mailbox that others wrote: dovecot of Debian.</summary>
public sealed class ImapServerTests : IDisposable
{
    private readonly OneStep _step = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("dovecot-").FullName;

    public void Dispose()
    {
        _step.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_mailbox_is_opened_after_STARTTLS()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "dovecot changes to users of its own, which needs root");
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = Machine.FreePort();
        await using Running imap = await DovecotAsync(certificates, port);
        string target = $"tcp://127.0.0.1:{port}";
        const string secured = "{ expect: /^\\* OK .*STARTTLS/ }, { send: a STARTTLS }, { expect: /^a OK/ }, { starttls: true }";
        string Login(string secret) => $"{secured}, {{ send: \"b LOGIN probe {secret}\" }}, {{ expect: /^b OK/ }}, {{ send: c SELECT INBOX }}, {{ expect: /^\\* 0 EXISTS/ }}, {{ expect: /^c OK/ }}, {{ send: d LOGOUT }}, {{ expect: /^d OK/ }}";

        JsonElement opened = await _step.RunAsync(target, $"tcp: {{ lines: [{Login("${secret:env:DIAL_PASSWORD}")}], expect: {{ valid_for: 7d, version: TLS 1.3 }} }}", "ok", certificates);
        Assert.Equal("CN=good.test", opened.GetProperty("tls").GetProperty("chain")[0].GetProperty("subject").GetString());

        await _step.RunAsync(target, $"tcp: {{ lines: [{secured}] }}", "tls_untrusted");
        await _step.RunAsync(target, "tcp: { lines: [{ expect: OK }, { send: a SELECT INBOX }, { expect: /^a OK/ }] }\n    timeout: 1s", "answer_mismatch");
        // The last, because who guesses has to wait from then on.
        JsonElement refused = await _step.RunAsync(target, $"tcp: {{ lines: [{Login("wrong")}] }}\n    timeout: 4s", "answer_mismatch", certificates);
        Assert.Contains("b OK", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private async Task<Running> DovecotAsync(OpenSsl certificates, int port)
    {
        string program = Machine.Need("dovecot");
        // Its processes, which are other users, go through the folder.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        string home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home, (UnixFileMode)0x1FF);
        await File.WriteAllTextAsync($"{_folder}/dovecot.conf", $$"""
            base_dir = {{_folder}}/run
            state_dir = {{_folder}}/state
            log_path = /dev/stderr
            protocols = imap
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <{{certificates.Chain("good")}}
            ssl_key = <{{certificates.Key("good")}}
            disable_plaintext_auth = yes
            first_valid_uid = 1
            mail_location = maildir:{{home}}/Maildir
            service imap-login {
              inet_listener imap {
                port = {{port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            passdb {
              driver = static
              args = password=pass
            }
            userdb {
              driver = static
              args = uid=65534 gid=65534 home={{home}}
            }
            """);
        Running imap = Running.Start(program, $"-F -c {_folder}/dovecot.conf");
        await imap.LineAsync("starting up for imap");
        return imap;
    }
}
