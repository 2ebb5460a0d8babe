using System.Text.Json;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>An invariant of a real PostgreSQL, watched during <c>loadprobe run</c>: the load stops when it no longer holds.</summary>
public sealed class SqlGuardTests : IDisposable
{
    private static readonly (string, string) Password = ("LEDGER_PASSWORD", PostgresServer.Password);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-sql-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_order_of_the_load_in_the_real_ledger_stops_it()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string database = await server.CreateDatabaseAsync();
        var pressed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var target = new PlainServer(number =>
        {
            if (number == 30) pressed.TrySetResult();
            return Task.CompletedTask;
        });
        async Task AskAsync(string name, string more, string query) => await File.WriteAllTextAsync($"{_folder}/{name}.yaml", $$"""
            target: { address: "tcp://127.0.0.1:{{server.Port}}", class: test }
            {{more}}
            steps:
              - name: orders
                kind: {{(name == "sound" ? "read" : "write-real")}}
                sql: { database: {{database}}, user: {{PostgresServer.User}}, password: "${secret:env:LEDGER_PASSWORD}", tls: false, query: "{{query}}" }
                expect: { rows: 0 }
            """);
        await AskAsync("create", "", "create table orders (id int, run text)");
        await AskAsync("leak", "vars: { run: r1 }", "insert into orders values (7, ${run})");
        await AskAsync("sound", "every: 1s", "select id from orders where run is not null");
        await File.WriteAllTextAsync($"{_folder}/get.yaml", $"target: {{ address: \"{target.Address}\", class: test }}\nsteps:\n  - get: /\n");
        await File.WriteAllTextAsync($"{_folder}/guarded.yaml", "mix: get.yaml\nload: [ { inject: { rate: 20/s, during: 60s } } ]\nguards:\n  - probe sound fails, else abort\n");
        Ended created = await Running.LoadProbeAsync($"once {_folder}/create.yaml", Password);
        Assert.True(created.ExitCode == 0, created.ToString());

        await using Running run = Running.Start(Machine.Program, $"run {_folder}/guarded.yaml --json {_folder}/run.json --store {_folder}/store.db", Machine.Root, Password);
        await pressed.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        Ended leaked = await Running.LoadProbeAsync($"once {_folder}/leak.yaml", Password);
        Assert.True(leaked.ExitCode == 0, leaked.ToString());
        Assert.Equal(3, await run.ExitAsync(TimeSpan.FromMinutes(2)));
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json"));
        Assert.Contains("probe sound failed (json_mismatch: orders: $.count is \"1\": expected \"0\")", report.RootElement.GetProperty("stopped").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }
}
