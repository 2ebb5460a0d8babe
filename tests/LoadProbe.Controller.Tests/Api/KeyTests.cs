using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>Keys: what they open, and for how long.</summary>
public sealed class KeyTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void A_key_says_what_it_is_has_256_random_bits_and_is_known_by_its_hash_only()
    {
        (ApiKey key, string text) = ApiKey.Make("ops", Scope.Run, ApiKey.UsualLife, Now);

        Assert.Matches("^lp_[0-9a-f]{12}_[0-9a-f]{64}$", text);
        Assert.Equal(key.Id, ApiKey.IdOf(text));
        Assert.True(key.IsOpenedBy(text));
        Assert.False(key.IsOpenedBy(text[..^1] + (text[^1] == '0' ? '1' : '0')));
        Assert.DoesNotContain(text.Split('_')[2], $"{key}");
        Assert.NotEqual(text, ApiKey.Make("ops", Scope.Run, ApiKey.UsualLife, Now).Text);
        Assert.Equal(Now.AddDays(90), key.Expires);
    }

    [Theory]
    [InlineData("read", Scope.Read, "read")]
    [InlineData("apply,run", Scope.Apply | Scope.Run, "run apply")]
    [InlineData("read run", Scope.Run, "run")]
    [InlineData("admin read", Scope.Admin, "admin")]
    public void Scopes_are_words_and_larger_ones_include_smaller(string text, Scope scope, string words)
    {
        Assert.Equal(scope, ScopeWords.Parse(text, out _));
        Assert.Equal(words, scope.Words());
    }

    [Theory]
    [InlineData("", "no scope is said")]
    [InlineData("write", "\"write\" is not a scope")]
    [InlineData("none", "\"none\" is not a scope")]
    [InlineData("15", "\"15\" is not a scope")]
    public void Rejects_a_scope_that_is_none(string text, string fault)
    {
        Assert.Null(ScopeWords.Parse(text, out string? said));
        Assert.Contains(fault, said);
    }

    [Fact]
    public async Task A_key_is_made_listed_with_its_last_use_and_revoked_over_the_API()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string admin = await server.KeyAsync(Scope.Admin, "boss");
        JsonElement made = await server.JsonAsync(HttpMethod.Post, "/api/keys", admin, new { name = "grafana", scope = "read", expires_in_seconds = 3600 });
        string key = made.GetProperty("key").GetString()!, id = made.GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/metrics", key)).StatusCode);

        string list = $"{await server.JsonAsync(HttpMethod.Get, "/api/keys", admin)}";
        JsonElement line = JsonDocument.Parse(list).RootElement.EnumerateArray().Single(k => k.GetProperty("id").GetString() == id);
        Assert.Equal(("grafana", "read", JsonValueKind.String, JsonValueKind.Null), (line.GetProperty("name").GetString(), line.GetProperty("scope").GetString(), line.GetProperty("used").ValueKind, line.GetProperty("revoked").ValueKind));
        Assert.DoesNotContain(key.Split('_')[2], list);
        Assert.DoesNotContain("sha256", list);

        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync(HttpMethod.Delete, $"/api/keys/{id}", admin)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(HttpMethod.Get, "/metrics", key)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(HttpMethod.Delete, $"/api/keys/{id}", admin)).StatusCode);
        Assert.Contains(server.Told, t => t.Contains("boss (", StringComparison.Ordinal) && t.EndsWith("POST /api/keys: 201", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Told, t => t.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "read", 3600, "needs a name")]
    [InlineData("a\nb", "read", 3600, "needs a name")]
    [InlineData("ops", "all", 3600, "\"all\" is not a scope")]
    [InlineData("ops", "read", 5, "lasts from a minute to 366 days")]
    [InlineData("ops", "read", 1e300, "lasts from a minute to 366 days")]
    public async Task Rejects_the_wish_for_a_key_that_would_be_none(string name, string scope, double seconds, string reason)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/keys", await server.KeyAsync(Scope.Admin), new { name, scope, expires_in_seconds = seconds });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(reason, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_expired_key_opens_nothing_and_its_last_use_is_written_once_a_minute()
    {
        var time = new FakeTimeProvider(Now);
        await using ApiServer server = await ApiServer.StartAsync(time: time);
        string key = await server.KeyAsync(Scope.Read);
        string id = ApiKey.IdOf(key)!;
        Assert.Equal(HttpStatusCode.OK, await GetAsync());
        DateTimeOffset? first = (await server.Controller.Store.Keys.FindAsync(id, default))!.Used;
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.OK, await GetAsync());
        Assert.Equal(first, (await server.Controller.Store.Keys.FindAsync(id, default))!.Used);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, await GetAsync());
        Assert.True((await server.Controller.Store.Keys.FindAsync(id, default))!.Used > first);
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync());

        async Task<HttpStatusCode> GetAsync() => (await server.SendAsync(HttpMethod.Get, "/api/runs", key)).StatusCode;
    }
}
