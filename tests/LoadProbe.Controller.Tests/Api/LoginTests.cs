using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>A browser shows a key once and has a session for it.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task A_browser_without_a_session_is_shown_where_to_sign_in_in_the_place_of_the_page()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage page = await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Accept", "text/html,*/*"));
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains("<form id=\"login\"", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/assets/login.js")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/login")).StatusCode);
    }

    [Fact]
    public async Task A_session_opens_what_its_key_does_and_ends_with_it()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string key = await server.KeyAsync(Scope.Read), admin = await server.KeyAsync(Scope.Admin);
        string cookie = await SignInAsync(server, key);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Cookie", cookie))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Post, "/api/runs", body: new { scenario = "x" }, headers: ("Cookie", cookie))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Cookie", "loadprobe=" + new string('0', 64)))).StatusCode);
        await server.SendAsync(HttpMethod.Delete, $"/api/keys/{ApiKey.IdOf(key)}", admin);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Cookie", cookie))).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using ApiServer server = await ApiServer.StartAsync(time: time);
        string cookie = await SignInAsync(server, await server.KeyAsync(Scope.Read));
        time.Advance(TimeSpan.FromHours(11.9));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Cookie", cookie))).StatusCode);
        time.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/runs", headers: ("Cookie", cookie))).StatusCode);
    }

    [Fact]
    public void There_are_at_most_a_thousand_sessions_and_the_oldest_ends_first()
    {
        var sessions = new Sessions(TimeProvider.System);
        ApiKey key = ApiKey.Make("ops", Scope.Read, ApiKey.UsualLife, TimeProvider.System.GetUtcNow()).Key;
        string first = sessions.Begin(key), second = sessions.Begin(key);
        for (int i = 0; i < 999; i++) sessions.Begin(key);
        Assert.Null(sessions.KeyOf(first));
        Assert.Equal(key.Id, sessions.KeyOf(second));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://evil.example.com", false)]
    [InlineData("Origin", "null", false)]
    public async Task A_page_of_another_site_cannot_write_with_the_session(string header, string value, bool may)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string cookie = await SignInAsync(server, await server.KeyAsync(Scope.Admin));
        using HttpResponseMessage stop = await server.SendAsync(HttpMethod.Post, "/api/runs/current/stop", headers: [("Cookie", cookie), (header, value)]);
        Assert.Equal(may ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, stop.StatusCode);
        using HttpResponseMessage own = await server.SendAsync(HttpMethod.Post, "/api/runs/current/stop", headers: [("Cookie", cookie), ("Origin", server.Client.BaseAddress!.GetLeftPart(UriPartial.Authority))]);
        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
    }

    [Fact]
    public async Task Signing_in_is_tried_ten_times_a_minute_and_not_more()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string key = await server.KeyAsync(Scope.Read);
        for (int i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(server, "lp_wrong_0")).StatusCode);
        using HttpResponseMessage refused = await LoginAsync(server, key);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("more than 10 tries", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/runs", key)).StatusCode);
    }

    private static Task<HttpResponseMessage> LoginAsync(ApiServer server, string key) => server.SendAsync(HttpMethod.Post, "/login", body: new { key });

    private static async Task<string> SignInAsync(ApiServer server, string key)
    {
        using HttpResponseMessage answer = await LoginAsync(server, key);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.DoesNotContain(key, cookie);
        foreach (string attribute in (string[])["; httponly", "; secure", "; samesite=strict", "; path=/"]) Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
        return cookie.Split(';')[0];
    }
}
