using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LoadProbe.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>Inviting and removing over the API.</summary>
public sealed class InvitationTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-invitations-").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly HttpClient _client = new();
    private IStore _store = null!;
    private AuditLog _audit = null!;
    private LinkKeys _keys = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);
        _audit = new AuditLog(_store.Audit, _time);
        Assert.Null(LinkFolder.Create(Path.Combine(_folder, "link"), [], new LinkSite(4222), _time.GetUtcNow()));
        _keys = LinkKeys.Open(Path.Combine(_folder, "link"), out _)!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _audit.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_token_has_all_that_its_agent_needs_and_is_good_once_until_it_expires()
    {
        var invitations = new Invitations(_store.Invitations, _keys, "tls://nats.example.com:4222", _time);
        await using WebApplication app = await ServeAsync(invitations);

        HttpResponseMessage answer = await _client.PostAsJsonAsync($"{app.Urls.First()}/api/invitations", new { agent = "sh-1", expires_in_seconds = 60 }, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement json = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        JoinToken token = JoinToken.Parse(json.GetProperty("token").GetString()!)!;
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), json.GetProperty("expires").GetDateTimeOffset());
        Assert.Equal(("tls://nats.example.com:4222", "sh-1"), (token.Server, token.Agent));
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "link", "ca.pem"));
        Assert.Equal(authority.RawData, token.Authority);

        Assert.Equal("that is not the invitation's secret", (await invitations.AdmitAsync(token.Invitation, "guessed", "key", Token)).Refused);
        Assert.Equal(new Admission("sh-1", "key"), await invitations.AdmitAsync(token.Invitation, token.Secret, "key", Token));
        Assert.Contains("was used", (await invitations.AdmitAsync(token.Invitation, token.Secret, "key", Token)).Refused);
        Assert.Equal(new Admission("sh-1", "key"), await invitations.StayAsync("sh-1", Token));
    }

    [Fact]
    public async Task A_removed_agent_may_not_stay_and_its_token_is_good_no_more()
    {
        var invitations = new Invitations(_store.Invitations, _keys, "tls://127.0.0.1:4222", _time);
        await using WebApplication app = await ServeAsync(invitations);
        (string text, _) = await invitations.InviteAsync("sh-1", TimeSpan.FromHours(1), Token);
        JoinToken token = JoinToken.Parse(text)!;
        await invitations.AdmitAsync(token.Invitation, token.Secret, "key", Token);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"{app.Urls.First()}/api/agents/sh-1", Token)).StatusCode);

        Assert.Equal("agent sh-1 was removed", (await invitations.StayAsync("sh-1", Token)).Refused);
        Assert.StartsWith("there is no such invitation", (await invitations.AdmitAsync(token.Invitation, token.Secret, "key", Token)).Refused);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync($"{app.Urls.First()}/api/agents/sh-1", Token)).StatusCode);
    }

    [Theory]
    [InlineData("""{"agent":"a.b"}""", "agent a.b: use at most 64 letters, digits, - and _")]
    [InlineData("""{"agent":"a","expires_in_seconds":0}""", "expires_in_seconds 0: use 1 to 604800 (7 days)")]
    [InlineData("""{"agent":"a","expires_in_seconds":604801}""", "expires_in_seconds 604801: use 1 to 604800 (7 days)")]
    public async Task A_wish_that_makes_no_sense_is_refused_with_what_would(string body, string reason)
    {
        await using WebApplication app = await ServeAsync(new Invitations(_store.Invitations, _keys, "tls://127.0.0.1:4222", _time));

        HttpResponseMessage answer = await _client.PostAsync($"{app.Urls.First()}/api/invitations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);

        Assert.Equal((HttpStatusCode.BadRequest, reason), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Over_a_plain_link_nobody_can_be_invited_and_it_is_said_what_to_do()
    {
        await using WebApplication app = await ServeAsync(null);

        HttpResponseMessage answer = await _client.PostAsJsonAsync($"{app.Urls.First()}/api/invitations", new { agent = "sh-1" }, Token);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("loadprobe link init", await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task<WebApplication> ServeAsync(Invitations? invitations)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddController(_store, new AccessOptions(), _time);
        WebApplication app = builder.Build();
        app.UseAccess(_ => { });
        app.MapInvitations(invitations, _audit);
        await app.StartAsync(Token);
        return app;
    }
}
