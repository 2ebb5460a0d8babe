using System.Text.Json;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What a back end speaks, captured from real servers and clients.</summary>
public sealed class BackEndTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-backend-").FullName;

    [Fact]
    public async Task What_is_asked_of_a_PostgreSQL_is_told_with_the_time_that_it_took()
    {
        Machine.NeedCapture();
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.CreateDatabaseAsync();
        JsonElement[] requests = await RequestsAsync(server.Port, async () =>
        {
            foreach ((string statement, int code) in ((string, int)[])[("select pg_sleep(0.25), 'a secret', 4711", 0), ("select nothing from nowhere", 1)])
            {
                Ended ended = await Running.RunAsync(Machine.Need("psql"), $"\"host=127.0.0.1 port={server.Port} user={PostgresServer.User} dbname={database} sslmode=disable gssencmode=disable\" -c \"{statement}\"", TimeSpan.FromSeconds(20), null, ("PGPASSWORD", PostgresServer.Password));
                Assert.True(ended.ExitCode == code, ended.ToString());
            }
        });

        Assert.Equal("CONNECT", Text(requests[0], "method"));
        JsonElement slow = requests.Single(r => Text(r, "target") == "select pg_sleep(?), ?, ?");
        Assert.Equal(("postgresql", "SELECT"), (Text(slow, "protocol"), Text(slow, "method")));
        // What was asked for is the server's, and no network's.
        Assert.True(slow.GetProperty("server_response_seconds").GetDouble() >= 0.25, slow.ToString());
        Assert.Equal("42P01", Text(requests.Single(r => Text(r, "target") == "select nothing from nowhere"), "error"));
    }

    [Fact]
    public async Task What_is_asked_of_a_Redis_is_told_by_the_names_of_its_commands()
    {
        Machine.NeedCapture();
        int port = Machine.FreePort();
        await using Running redis = Running.Start(Machine.Need("redis-server"), $"--port {port} --bind 127.0.0.1 --save \"\" --daemonize no --dir {_folder}");
        await redis.LineAsync("Ready to accept connections");
        JsonElement[] requests = await RequestsAsync(port, async () =>
        {
            foreach (string command in (string[])["set session:7 secret", "get session:7", "incr session:7", "debug sleep 0.2"])
            {
                Ended ended = await Running.RunAsync(Machine.Need("redis-cli"), $"-p {port} {command}", TimeSpan.FromSeconds(20));
                Assert.True(ended.ExitCode == 0, ended.ToString());
            }
        });

        Assert.Equal(["SET", "GET", "INCR", "DEBUG"], requests.Select(r => Text(r, "method")));
        Assert.Equal([null, null, "ERR"], requests.Take(3).Select(r => Text(r, "error")));
        Assert.DoesNotContain(requests, r => r.ToString().Contains("session", StringComparison.Ordinal) || r.ToString().Contains("secret", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonElement[]> RequestsAsync(int port, Func<Task> ask)
    {
        string file = Path.Combine(_folder, "capture.pcap");
        await using (Running capture = Running.Start(Machine.Need("tcpdump"), $"-i lo -U --immediate-mode -w {file} tcp port {port}"))
        {
            await capture.LineAsync("listening on");
            await ask();
            capture.Signal("INT");
            Assert.Equal(0, await capture.ExitAsync(TimeSpan.FromSeconds(10)));
        }

        Ended analysed = await Running.LoadProbeAsync($"analyze {file} --json");
        Assert.True(analysed.ExitCode == 0, analysed.ToString());
        return [.. analysed.Json.GetProperty("flows").EnumerateArray().SelectMany(flow => flow.GetProperty("requests").EnumerateArray())];
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
