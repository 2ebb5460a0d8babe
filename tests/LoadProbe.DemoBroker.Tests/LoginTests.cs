using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.DemoBroker.Tests;

public sealed class LoginTests
{
    [Theory]
    [InlineData("demo", "demo")]
    [InlineData("user01", "pass01")]
    [InlineData("user50", "pass50")]
    public async Task A_customer_logs_in_and_gets_a_token_and_a_cookie(string user, string password)
    {
        await using var broker = await RunningBroker.StartAsync();
        using var response = await broker.Client.PostAsJsonAsync("/api/login", new { user, password }, RunningBroker.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("broker_session=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);

        broker.Client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        var account = await broker.GetAsync("/api/positions");
        Assert.Equal(user, account.GetProperty("user").GetString());
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var broker = await RunningBroker.StartAsync();
        var answer = await broker.PostAsync("/api/login", new { user = "demo", password = "Demo" }, HttpStatusCode.Unauthorized);
        Assert.Equal("Wrong user or password", answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var broker = await (await RunningBroker.StartAsync(time)).LoggedInAsync();
        time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        await broker.GetAsync("/api/positions");
        time.Advance(TimeSpan.FromSeconds(1));
        await broker.GetAsync("/api/positions", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Sessions_are_bounded_and_the_oldest_goes_first()
    {
        var sessions = new SessionTable(TimeProvider.System);
        var oldest = sessions.Open("demo");
        var second = sessions.Open("demo");
        for (var i = 1; i < SessionTable.Capacity; i++)
            sessions.Open("user01");
        Assert.Null(sessions.Find(oldest.Token));
        Assert.Equal(second, sessions.Find(second.Token));
    }
}
