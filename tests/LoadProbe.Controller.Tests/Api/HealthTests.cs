using System.Net;

namespace LoadProbe.Controller.Tests;

/// <summary>What watches over processes asks without a key.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_controller_says_without_a_key_that_it_lives_and_is_of_use_and_nothing_else()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        foreach (string path in (string[])["/healthz", "/readyz"])
        {
            using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.OK, "ok\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task Without_its_database_it_lives_and_is_not_ready_until_that_is_back()
    {
        await using PostgresServer database = await PostgresServer.StartAsync();
        await using ApiServer server = await ApiServer.StartAsync(store: await PostgresStore.OpenAsync(database.Connection(await database.CreateDatabaseAsync()), TimeProvider.System, null, TestContext.Current.CancellationToken));
        await database.CrashAsync();
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable, "the store does not answer\n");
        using HttpResponseMessage alive = await server.SendAsync(HttpMethod.Get, "/healthz");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        await database.ResumeAsync();
        await UntilAsync(server, HttpStatusCode.OK, "ok\n");
    }

    private static async Task UntilAsync(ApiServer server, HttpStatusCode status, string text)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Get, "/readyz");
            string said = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == status && said == text) return;
            Assert.False(late.IsCancellationRequested, $"{answer.StatusCode}: {said}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
