namespace LoadProbe.Definitions.Tests;

public class ReceiversTests
{
    private const string All =
        """
        receivers:
          oncall: { alertmanager: [ "http://10.0.0.1:9093", "http://10.0.0.2:9093/am" ], every: 30s, bearer: "${secret:env:AM_TOKEN}" }
          chat:
            webhook: https://chat.example.com/hooks/${secret:env:CHAT_KEY}
            method: PUT
            headers: { X-Key: "${secret:env:CHAT_KEY}" }
            body: '{"text": "${title}", "open": ${firing}}'
          desk: { mail: [ ops@example.com, lead@example.com ], from: loadprobe@example.com, server: "smtp.example.com:465", tls: tls, user: loadprobe, password: "${secret:env:SMTP_PASSWORD}", subject: "[${severity}] ${title}" }
        routes:
          - { to: [ oncall, desk ], severity: critical }
          - { to: chat, probe: [ "order-*", login ], class: prod }
        group: { by: [ target ], wait: 5s, repeat: 1h }
        link: https://loadprobe.example.com/
        """;

    [Fact]
    public void A_file_of_receivers_says_who_is_told_of_what_and_how()
    {
        AlertRules rules = Read(All);

        var oncall = Assert.IsType<AlertmanagerReceiver>(rules.Receivers[0]);
        Assert.Equal((2, TimeSpan.FromSeconds(30), "${secret:env:AM_TOKEN}"), (oncall.Addresses.Count, oncall.Every, oncall.Bearer!.Source));
        var chat = Assert.IsType<WebhookReceiver>(rules.Receivers[1]);
        Assert.Equal(("PUT", "X-Key", 3), (chat.Method, Assert.Single(chat.Headers).Name, chat.At.Line - 1));
        var desk = Assert.IsType<MailReceiver>(rules.Receivers[2]);
        Assert.Equal(("smtp.example.com", 465, MailTls.Tls, "[${severity}] ${title}", "${text}"), (desk.Host, desk.Port, desk.Tls, desk.Subject.Source, desk.Text.Source));
        Assert.Equal(["ops@example.com", "lead@example.com"], desk.To);
        Assert.Equal(["target"], rules.Grouping.By);
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)), (rules.Grouping.Wait, rules.Grouping.Repeat));
        Assert.Equal(["order-*", "login"], rules.Routes[1].Labels["probe"]);
    }

    [Fact]
    public void Without_more_it_tells_each_receiver_of_all()
    {
        AlertRules rules = Read("receivers:\n  desk: { mail: ops@example.com, from: a@b.example, server: \"127.0.0.1:25\" }\n");
        Assert.Empty(rules.Routes);
        Assert.Equal(Grouping.Usual, rules.Grouping);
        Assert.Equal((MailTls.StartTls, "${title}"), (((MailReceiver)rules.Receivers[0]).Tls, ((MailReceiver)rules.Receivers[0]).Subject.Source));
    }

    [Fact]
    public void Secrets_that_this_machine_does_not_have_are_told_at_the_receiver_that_needs_them()
    {
        string[] missing = [.. new SecretStore().MissingSecrets(Read(All)).Select(Files.Short)];
        Assert.Equal(["receivers.yaml:2:11", "receivers.yaml:4:5", "receivers.yaml:8:9"], missing.Select(m => m.Split(": ")[0]).Distinct());
        Assert.Contains("${secret:env:SMTP_PASSWORD} has no value: set the environment variable SMTP_PASSWORD", missing[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_file_says_who_is_told()
    {
        using var scratch = new Scratch();
        const string text = "receivers:\n  oncall: { alertmanager: \"http://127.0.0.1:9093\" }\n";
        var loaded = DefinitionFiles.LoadAll([scratch.With("a.yaml", text)["a.yaml"], scratch.With("receivers.yaml", text)["receivers.yaml"]]);
        Assert.Contains("keep one of the two files", Assert.Single(loaded.Mistakes).Message, StringComparison.Ordinal);
        Assert.NotNull(loaded.Alerts);
    }

    [Theory]
    [InlineData("mail: ops@example.com, server: \"127.0.0.1:25\"", "from is missing")]
    [InlineData("mail: ops.example.com, from: a@b.example, server: \"127.0.0.1:25\"", "is not a mail address")]
    [InlineData("mail: \"ops@example.com\\nBcc: x@example.com\", from: a@b.example, server: \"127.0.0.1:25\"", "is not a mail address")]
    [InlineData("mail: ops@example.com, from: a@b.example, server: smtp", "is not host:port")]
    [InlineData("mail: ops@example.com, from: a@b.example, server: \"127.0.0.1:25\", user: me", "user and password go together")]
    [InlineData("mail: ops@example.com, from: a@b.example, server: \"127.0.0.1:25\", tls: none, user: me, password: \"${secret:env:X}\"", "would send the password in the clear")]
    [InlineData("webhook: \"ftp://chat.example.com\"", "has the scheme ftp")]
    [InlineData("webhook: \"https://me:secret@chat.example.com\"", "holds a user name or password")]
    [InlineData("webhook: \"https://chat.example.com\", headers: { Content-Type: text/plain }", "is set by LoadProbe")]
    [InlineData("webhook: \"https://chat.example.com\", method: GET", "is not one that takes a document")]
    [InlineData("webhook: \"https://chat.example.com\", mail: ops@example.com", "is webhook and mail at once")]
    [InlineData("alertmanager: \"http://127.0.0.1:9093\", every: 10m", "is too long: make it at most 2m")]
    [InlineData("alertmanager: \"http://127.0.0.1:9093\", bearer: abc", "the bearer stands in the file")]
    public void A_receiver_that_cannot_be_told_is_a_mistake(string receiver, string why)
    {
        using var scratch = new Scratch();
        Loaded<AlertRules> loaded = DefinitionFiles.LoadReceivers(scratch.With("receivers.yaml", $"receivers:\n  one: {{ {receiver} }}\n")["receivers.yaml"]);
        Assert.Contains(why, Assert.Single(loaded.Mistakes).Message, StringComparison.Ordinal);
        Assert.Null(loaded.Value);
    }

    private static AlertRules Read(string text)
    {
        using var scratch = new Scratch();
        return Files.Good(DefinitionFiles.LoadReceivers(scratch.With("receivers.yaml", text)["receivers.yaml"]));
    }
}
