using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// The brokerage is pressed under the guards that a team would have, and its orders service falls ill in one way after the other: which guard ends the
/// load, how soon, and whether customers were seen to be well again. Each row is in <c>artifacts/guard-table.txt</c>; LOADPROBE_HEALTHY says for how many seconds a
/// healthy brokerage is pressed (8).
/// </summary>
public sealed class BrokerageGuardTests(Brokerage broker) : IClassFixture<Brokerage>, IDisposable
{
    private const string CustomerFails = "probe customer fails 2 of 5", CustomerSlow = "probe customer slower than 300ms 2 of 5", LoadSlow = "response p95 < 300ms over 3s", LoadFails = "errors < 5% over 3s";

    // Five dials of a second each, or three seconds of the load, and one more; a dial that is not answered takes its second.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Ill = TimeSpan.FromSeconds(8), Flap = TimeSpan.FromSeconds(1);
    private static readonly int s_healthy = int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_HEALTHY"), out int seconds) ? seconds : 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly HttpClient _control = new();

    public static TheoryData<string, string, string[]> Illnesses => new()
    {
        { "slow", """{"service":"orders","delay":"800ms"}""", [LoadSlow, CustomerSlow] },
        { "hung", """{"service":"orders","hang":true}""", [LoadSlow, CustomerFails] },
        { "erroring", """{"service":"orders","error":0.5}""", [LoadFails, CustomerFails] },
        { "flapping", """{"service":"orders","error":1}""", [LoadFails, CustomerFails] },
        { "slow only for customers", """{"service":"orders","delay":"400ms","only":"customers"}""", [CustomerSlow] },
        { "hung only for customers", """{"service":"orders","hang":true,"only":"customers"}""", [CustomerFails] },
        { "flapping only for customers", """{"service":"orders","error":1,"only":"customers"}""", [CustomerFails] },
        { "slow only for the load", """{"service":"orders","delay":"800ms","only":"load"}""", [LoadSlow] },
    };

    [Theory]
    [MemberData(nameof(Illnesses))]
    public async Task Orders_that_fall_ill_end_the_load_and_customers_are_seen_to_be_well_again(string illness, string fault, string[] guards)
    {
        await WriteAsync(seconds: 60);
        await using Running pressing = Running.Start(Machine.Program, Arguments, null, ("XDG_STATE_HOME", $"{_folder}/state"));
        await PlacedOrders.UntilAsync(30, broker.Http, _control, $"{_folder}/state", pressing);
        DateTimeOffset ill = TimeProvider.System.GetUtcNow();
        await FallIllAsync(fault, flapping: illness.StartsWith("flapping", StringComparison.Ordinal));
        int code = await pressing.ExitAsync(TimeSpan.FromSeconds(90));

        JsonElement run = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json")).RootElement, stopped = run.GetProperty("stopped"), recovery = run.GetProperty("recovery");
        string reason = stopped.GetProperty("reason").GetString()!;
        TimeSpan decided = stopped.GetProperty("at").GetDateTimeOffset() - ill, last = decided + TimeSpan.FromSeconds(stopped.GetProperty("breach_to_last_send_seconds").GetDouble());
        double after = recovery.GetProperty("after_seconds").GetDouble();
        Table.Line("guard-table.txt", illness, 0, $"last request {last.TotalSeconds:0.00} s after it began; customers seen well {after:0.0} s after the last request; {reason}");
        Assert.True(code is 3 or 4, string.Join('\n', pressing.Lines));
        Assert.Equal(("aborted", "guard"), (run.GetProperty("state").GetString(), stopped.GetProperty("by").GetString()));
        Assert.Contains(guards, guard => reason.StartsWith(guard, StringComparison.Ordinal));
        Assert.InRange(last, TimeSpan.Zero, Within);
        Assert.True(recovery.GetProperty("recovered").GetBoolean(), $"{recovery}");
        // What only the load felt, customers have not; all else had to end first.
        double earliest = illness.EndsWith("for the load", StringComparison.Ordinal) ? 0 : (Ill - last).TotalSeconds - 1;
        Assert.InRange(after, Math.Max(0, earliest), 30);
    }

    [Fact]
    public async Task A_healthy_brokerage_sets_none_of_them_off()
    {
        await WriteAsync(s_healthy);
        Ended ended = await Running.RunAsync(Machine.Program, Arguments, TimeSpan.FromSeconds(s_healthy + 120), null, ("XDG_STATE_HOME", $"{_folder}/state"));
        JsonElement run = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json")).RootElement, totals = run.GetProperty("totals");
        Table.Line("guard-table.txt", "healthy", 0, $"{s_healthy} s, {totals.GetProperty("sent")} journeys sent, {totals.GetProperty("failed")} failed, verdict {run.GetProperty("verdict")}; recovered: {run.GetProperty("recovery").GetProperty("recovered")}");
        // A busy machine makes the run invalid (4).
        Assert.True(ended.ExitCode is 0 or 4, $"{ended}");
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.False(run.TryGetProperty("stopped", out _), $"{ended}");
        Assert.Equal(totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64());
    }

    public void Dispose()
    {
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Arguments => $"run {_folder}/press.yaml --target {broker.Http} --store {_folder}/store.db --json {_folder}/run.json";

    private async Task FallIllAsync(string fault, bool flapping)
    {
        if (!flapping)
        {
            await broker.HurtAsync(Lasting(fault, Ill));
            return;
        }

        for (TimeSpan gone = TimeSpan.Zero; gone < Ill; gone += 2 * Flap)
        {
            await broker.HurtAsync(Lasting(fault, Flap));
            await Task.Delay(2 * Flap, TimeProvider.System);
        }
    }

    private static JsonNode Lasting(string fault, TimeSpan time)
    {
        JsonNode lasting = JsonNode.Parse(fault)!;
        lasting["for"] = $"{time.TotalSeconds}s";
        return lasting;
    }

    private async Task WriteAsync(int seconds)
    {
        foreach (string probe in new[] { "order-api", "quotes-api", "cancel-orders" }) File.Copy(Path.Combine(Machine.Root, "probes", $"{probe}.yaml"), $"{_folder}/{probe}.yaml");
        File.Copy(Path.Combine(Machine.Root, "targets.yaml"), $"{_folder}/targets.yaml");
        string customer = await File.ReadAllTextAsync($"{_folder}/order-api.yaml");
        // That they are slow is for the guard to say.
        customer = customer.Replace("every: 3s", "every: 1s", StringComparison.Ordinal).Replace("timeout: 3s", "timeout: 1s", StringComparison.Ordinal).Replace(", within: 500ms", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{_folder}/customer.yaml", customer);
        await File.WriteAllTextAsync($"{_folder}/press.yaml", $$"""
            target: broker
            mix: { order-api.yaml: 1, quotes-api.yaml: 1 }
            load:
              - inject: { rate: 60/s, during: {{seconds}}s }
            guards:
              - {{CustomerFails}}
              - {{CustomerSlow}}
              - {{LoadSlow}}
              - {{LoadFails}}
            after: { cleanup: cancel-orders.yaml, recovered: { within: 30s, response max: 300ms } }
            """);
    }
}
