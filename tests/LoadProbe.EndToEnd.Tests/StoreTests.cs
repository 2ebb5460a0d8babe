using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What --store takes, and what it says to what it does not take.</summary>
public sealed class StoreTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_kept_in_postgresql_is_reported_and_compared_from_there()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string store = $"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@127.0.0.1:{server.Port}/{await server.CreateDatabaseAsync()}";
        (string, string) password = ("STORE_PASSWORD", PostgresServer.Password);
        Ended run = await Running.LoadProbeAsync($"run {await ScenarioAsync()} --quiet --store {store}", password);
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        Ended report = await Running.LoadProbeAsync($"report last --store {store} --output {_folder}/last.html", password);
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Contains("short", await File.ReadAllTextAsync($"{_folder}/last.html"), StringComparison.Ordinal);
        Ended compared = await Running.LoadProbeAsync($"compare last last --even-invalid --store {store}", password);
        Assert.True(compared.ExitCode == 0, compared.ToString());
        Ended never = await Running.LoadProbeAsync($"report never --store {store}", password);
        Assert.Equal((2, true), (never.ExitCode, never.Error.Contains("there is no run never in postgres://loadprobe@127.0.0.1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("run {0} --store mysql://me:hidden@127.0.0.1/db", 2, "--store begins with mysql://, which is no store")]
    [InlineData("report last --store postgres://me:${secret:env:LOADPROBE_NOWHERE}@127.0.0.1/db", 2, "--store needs ${secret:env:LOADPROBE_NOWHERE}, which has no value")]
    [InlineData("run {0} --store postgres://me:hidden@127.0.0.1:1/db", 5, "the store postgres://me@127.0.0.1:1/db cannot be reached: Connection refused")]
    [InlineData("report last --store postgres://me:hidden@127.0.0.1:1/db", 5, "the store postgres://me@127.0.0.1:1/db cannot be reached: Connection refused")]
    [InlineData("compare last last --store /proc/store.db", 2, "there is no store /proc/store.db")]
    [InlineData("run {0} --store /proc/store/of/ours.db", 5, "the store /proc/store/of/ours.db cannot be reached")]
    public async Task A_store_that_cannot_be_had_is_told_apart_from_one_that_cannot_be_meant(string arguments, int code, string said)
    {
        Ended ended = await Running.LoadProbeAsync(arguments.Replace("{0}", await ScenarioAsync(), StringComparison.Ordinal));
        Assert.True(ended.ExitCode == code, ended.ToString());
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev --keep-results 12h", "--keep-results 12h is not a number of whole days, 1d to 3650d: write for instance --keep-results 30d")]
    [InlineData("dev --keep-minutes 0d", "--keep-minutes 0d is not a number of whole days")]
    [InlineData("dev --keep-evidence 1h", "--keep-evidence 1h is not a number of whole days, 1d to 3650d: write for instance --keep-evidence 90d")]
    [InlineData("controller --link nats://127.0.0.1:4222 --keep-hours forever", "--keep-hours forever is not a number of whole days, 1d to 3650d: write for instance --keep-hours 730d")]
    [InlineData("controller --link nats://127.0.0.1:4222 --keep-results 36.5d", "--keep-results 36.5d is not a number of whole days")]
    public async Task What_is_kept_is_said_in_whole_days(string arguments, string said)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
    }

    private async Task<string> ScenarioAsync()
    {
        await File.WriteAllTextAsync($"{_folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - get: /api/quotes\n");
        await File.WriteAllTextAsync($"{_folder}/short.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - inject: {{ rate: 20/s, during: 3s }}\n");
        return $"{_folder}/short.yaml";
    }
}
