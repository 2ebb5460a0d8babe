using System.Text.Json;

namespace LoadProbe.Controller.Tests;

/// <summary>What goes to receivers over HTTP, and what is made of their answers.</summary>
public sealed class SendingTests
{
    private static readonly Incident Login = Told.Incident("log\"in", Judged.Begin) with { Detail = "status 503: \"außer Betrieb\"\n" };
    private static readonly AlertRules Rules = new() { At = default, Receivers = [], Link = new Uri("https://loadprobe.example.com/pages/") };

    [Fact]
    public async Task Values_in_the_body_of_a_webhook_are_escaped_for_JSON()
    {
        using OddPrometheus server = OddPrometheus.With("200 OK", "");
        Delivery delivery = await SendAsync(Hook(server.Address, "{\"text\": \"${title}\", \"all\": \"${text}\", \"open\": ${firing}, \"key\": \"${secret:env:KEY}\"}"));
        Assert.Null(delivery.Fault);
        using JsonDocument body = Body(server);
        Assert.Equal("down (critical): log\"in on shop", body.RootElement.GetProperty("text").GetString());
        Assert.Contains("status 503: \"außer Betrieb\"", body.RootElement.GetProperty("all").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, "open \"sesame\""), (body.RootElement.GetProperty("open").GetInt32(), body.RootElement.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task Without_a_body_it_is_the_document_that_is_described()
    {
        using OddPrometheus server = OddPrometheus.With("202 Accepted", "");
        Assert.Null((await SendAsync(Hook(server.Address, null))).Fault);
        using JsonDocument body = Body(server);
        JsonElement alert = body.RootElement.GetProperty("alerts")[0];
        Assert.Equal((1, "firing", "shop"), (body.RootElement.GetProperty("version").GetInt32(), body.RootElement.GetProperty("status").GetString(), body.RootElement.GetProperty("group").GetProperty("target").GetString()));
        Assert.Equal(($"https://loadprobe.example.com/pages/incidents/{Login.Id}", 3, "status_mismatch"), (alert.GetProperty("link").GetString(), alert.GetProperty("agents").GetArrayLength(), alert.GetProperty("first").GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("400 Bad Request", true)]
    [InlineData("422 Unprocessable Entity", true)]
    [InlineData("401 Unauthorized", false)]
    [InlineData("404 Not Found", false)]
    [InlineData("429 Too Many Requests", false)]
    [InlineData("500 Internal Server Error", false)]
    [InlineData("302 Found", false)]
    public async Task Only_an_answer_that_blames_the_document_is_final_and_none_shows_a_secret(string status, bool isFinal)
    {
        using OddPrometheus server = OddPrometheus.With(status, "I know open \"sesame\"");
        Delivery delivery = await SendAsync(Hook(server.Address, "{\"key\": \"${secret:env:KEY}\"}"));
        Assert.Equal((isFinal, $"answered {status[..3]}: I know ***"), (delivery.IsFinal, delivery.Fault));
    }

    [Fact]
    public async Task A_server_that_is_away_or_a_secret_that_is_missing_is_tried_again()
    {
        var nobody = new Uri("http://127.0.0.1:1/");
        Delivery away = await SendAsync(Hook(nobody, null));
        Assert.False(away.IsFinal);
        Assert.StartsWith("does not answer", away.Fault, StringComparison.Ordinal);
        Delivery missing = await SendAsync(Hook(nobody, "{\"key\": \"${secret:env:NOBODY}\"}"));
        Assert.Equal(("${secret:env:NOBODY} has no value", false), (missing.Fault, missing.IsFinal));
    }

    [Fact]
    public void Alertmanager_is_told_when_an_incident_began_and_only_of_what_is_over_when_it_ended()
    {
        Alert open = Alert.Of(Login, null), over = open with { Incident = Login with { Closed = Login.Opened.AddMinutes(3) } };
        using JsonDocument told = JsonDocument.Parse(AlertmanagerJson.Of([open, over], Rules));
        Assert.False(told.RootElement[0].TryGetProperty("endsAt", out _));
        Assert.Equal(("2026-03-02T09:30:00.000000Z", "2026-03-02T09:33:00.000000Z"), (told.RootElement[1].GetProperty("startsAt").GetString(), told.RootElement[1].GetProperty("endsAt").GetString()));
        Assert.Equal("a, b, c", told.RootElement[0].GetProperty("annotations").GetProperty("agents").GetString());
        Assert.All(told.RootElement[0].GetProperty("labels").EnumerateObject(), l => Assert.NotEqual("", l.Value.GetString()));
    }

    private static WebhookReceiver Hook(Uri address, string? body)
    {
        Template? template = null;
        if (body is not null) Assert.True(Template.TryParse(body, TemplateEscape.Json, out template, out _));
        return new WebhookReceiver { At = default, Name = "chat", Url = Template.Constant(address.AbsoluteUri), Body = template };
    }

    private static async Task<Delivery> SendAsync(WebhookReceiver hook)
    {
        using var posting = new Posting(TimeProvider.System);
        var notification = new Notification(Guid.NewGuid(), Judged.Begin, new Dictionary<string, string> { ["target"] = "shop" }, [Alert.Of(Login, null)], []);
        return await new WebhookSender(hook, new OneSecret(), posting).SendAsync(notification, Rules, TestContext.Current.CancellationToken);
    }

    private static JsonDocument Body(OddPrometheus server) => JsonDocument.Parse(server.Asked[(server.Asked.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);

    private sealed class OneSecret : ISecretStore
    {
        public string? Read(SecretReference reference) => reference.Name == "KEY" ? "open \"sesame\"" : null;
    }
}
