namespace LoadProbe.Controller.Tests;

/// <summary>What is made of what an SMTP server says.</summary>
public sealed class MailSenderTests
{
    private static readonly Notification Login = new(Guid.NewGuid(), Judged.Begin, new Dictionary<string, string>(), [Alert.Of(Told.Incident("login\r\nBcc: all@example.com", Judged.Begin), null)], []);

    [Fact]
    public async Task A_mail_is_one_that_a_reader_can_tell_from_its_repetition_and_no_name_adds_a_line_to_its_head()
    {
        using var server = new ScriptedMail();
        Assert.Null((await SendAsync(server, MailTls.None)).Fault);
        string head = server.Mail[..server.Mail.IndexOf("\n\n", StringComparison.Ordinal)];
        Assert.Contains($"Message-Id: <{Login.Id}@example.org>", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: down (critical): login Bcc: all@example.com on shop", head, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc:", head, StringComparison.Ordinal);
        Assert.Equal(["RCPT TO:<ops@example.com>"], server.Commands.Where(c => c.StartsWith("RCPT", StringComparison.Ordinal)).Select(c => c.Split(' ')[0] + " " + c.Split(' ')[1]));
    }

    [Fact]
    public async Task An_address_that_is_refused_for_good_is_not_tried_again_and_one_that_is_for_now_is()
    {
        using var never = new ScriptedMail(("RCPT", "550 no such user"));
        Delivery refused = await SendAsync(never, MailTls.None);
        Assert.True(refused.IsFinal);
        Assert.StartsWith("answered 550: no such user", refused.Fault, StringComparison.Ordinal);
        using var later = new ScriptedMail(("RCPT", "451 come again"));
        Assert.Equal("failed", (await SendAsync(later, MailTls.None)).Outcome);
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_tried_again_because_it_may_be_renewed()
    {
        using var server = new ScriptedMail(("EHLO", "250-here\r\n250 AUTH PLAIN"), ("AUTH", "535 who are you"));
        Delivery delivery = await SendAsync(server, MailTls.None, password: true);
        Assert.False(delivery.IsFinal);
        Assert.Contains("535", delivery.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent_in_the_clear()
    {
        using var server = new ScriptedMail(("EHLO", "250-here\r\n250 AUTH PLAIN"));
        Delivery delivery = await SendAsync(server, MailTls.StartTls, password: true);
        Assert.False(delivery.IsFinal);
        Assert.NotNull(delivery.Fault);
        Assert.DoesNotContain(server.Commands, c => c.StartsWith("AUTH", StringComparison.Ordinal) || c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        var gone = new ScriptedMail();
        int port = gone.Port;
        gone.Dispose();
        Delivery delivery = await SendAsync(port, MailTls.None, password: false);
        Assert.Equal("failed", delivery.Outcome);
    }

    private static Task<Delivery> SendAsync(ScriptedMail server, MailTls tls, bool password = false) => SendAsync(server.Port, tls, password);

    private static Task<Delivery> SendAsync(int port, MailTls tls, bool password)
    {
        var receiver = new MailReceiver
        {
            At = default, Name = "desk", To = ["ops@example.com"], From = "loadprobe@example.org", Host = "127.0.0.1", Port = port, Tls = tls,
            User = password ? Template.Constant("loadprobe") : null, Password = password ? Template.Constant("open sesame") : null,
        };
        var rules = new AlertRules { At = default, Receivers = [receiver] };
        return new MailSender(receiver, new NoSecrets(), TimeProvider.System).SendAsync(Login, rules, TestContext.Current.CancellationToken);
    }

    private sealed class NoSecrets : ISecretStore
    {
        public string? Read(SecretReference reference) => null;
    }
}
