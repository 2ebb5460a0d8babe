using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LoadProbe.Controller.Tests;

namespace LoadProbe.Probing.Tests;

/// <summary>Questions to a PostgreSQL: what comes of them, well or not, and that nothing is left of them.</summary>
[Collection("sql")]
public sealed class SqlTests(AskedPostgres postgres) : IClassFixture<AskedPostgres>
{
    private async Task<StepResult> AskAsync(SqlStep step, Target? target = null, TimeSpan? timeout = null)
    {
        StepResult result = await Dialled.StepAsync(target ?? postgres.Target, step, timeout);
        AskedPostgres.LeavesNothing(postgres.Server.Port);
        return result;
    }

    private static JsonExpectation Holds(string path, string value) => new(JsonPath.Parse(path)!, new Match { Is = Dialled.Text(value) });

    [Fact]
    public async Task Rows_are_a_document_whose_numbers_truth_and_json_are_themselves()
    {
        StepResult step = await AskAsync(postgres.Ask("select *, 1e20::float8 as far, 'NaN'::numeric as none from account order by id") with
        {
            Json =
            [
                Holds("$.count", "2"), Holds("$.rows.length()", "2"), Holds("$.rows[0].id", "1"), Holds("$.rows[0].balance", "10.5"), Holds("$.rows[0].closed", "false"),
                Holds("$.rows[0].notes.tags[0]", "vip"), Holds("$.rows[0].seen", "2026-11-27 05:00:00+00"), Holds("$.rows[0].far", "1e+20"), Holds("$.rows[0].none", "NaN"),
                Holds("$.rows[1].owner", "Bob \"B\""), Holds("$.rows[1].closed", "null"),
            ],
        });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(StepKind.Sql, step.Kind);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, postgres.Server.Port), step.Remote);
        Assert.True(step is { BytesSent: > 0, BytesReceived: > 0, Tcp: not null, Connection: not null, Tls: null });
    }

    [Fact]
    public async Task Its_phases_add_up_and_the_query_is_what_is_waited_for()
    {
        StepResult step = await AskAsync(postgres.Ask("select pg_sleep(0.3)"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.InRange(step.Phases.Wait!.Value, TimeSpan.FromMilliseconds(300), step.Duration);
        Assert.True(step.Phases is { Connect: not null, Receive: not null, Dns: null, Tls: null, Send: null });
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task What_is_saved_goes_into_the_next_question_as_a_value_and_never_as_a_part_of_it()
    {
        SqlStep first = postgres.Ask("select 1 as id, $q$x'; drop table account; --$q$ as sly") with { Name = "first", Saves = [new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.rows[0].id")), new Save("sly", SaveSource.Json, Path: JsonPath.Parse("$.rows[0].sly"))] };
        SqlStep second = postgres.Ask("select owner from account where id = ${id} and owner <> ${sly}") with { Name = "second", Json = [Holds("$.rows[0].owner", "Ada")] };
        JourneyResult result = await Dialled.RunAsync(postgres.Target, first, second);
        Assert.True(result.Outcome == Outcome.Ok, result.Detail);
        Assert.Equal(2L, await postgres.DoAsync("select count(*) from account"));
    }

    [Fact]
    public async Task An_invariant_that_does_not_hold_says_what_is_there()
    {
        StepResult step = await AskAsync(postgres.Ask("select owner from account where balance < 0") with { Json = [Holds("$.count", "0")] });
        Assert.Equal((Outcome.JsonMismatch, "$.count is \"1\": expected \"0\""), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task A_value_that_is_not_there_cannot_be_saved()
    {
        StepResult step = await AskAsync(postgres.Ask("select 1 where false") with { Saves = [new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.rows[0].id"))] });
        Assert.Equal((Outcome.NotSaved, "id: nothing to save from $.rows[0].id; the answer: {\"rows\":[],\"count\":0}"), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task Slower_than_promised_is_too_slow() =>
        Assert.Equal(Outcome.TooSlow, (await AskAsync(postgres.Ask("select pg_sleep(0.05)") with { Within = TimeSpan.FromMilliseconds(20) })).Outcome);

    [Theory]
    [InlineData("insert into account values (3)", "25006 \"cannot execute INSERT in a read-only transaction\"")]
    [InlineData("select 1; commit; delete from account", "42601 \"cannot insert multiple commands into a prepared statement\"")]
    [InlineData("set transaction read write", "25001 \"transaction read-write mode must be set before any query\"")]
    [InlineData("selct 1", "42601 \"syntax error at or near \"selct\"\"")]
    [InlineData("select * from acount", "42P01 \"relation \"acount\" does not exist\"")]
    [InlineData("select pg_terminate_backend(pg_backend_pid())", "57P01 \"terminating connection due to administrator command\"")]
    [InlineData("select 1 / (2 - id) from account order by id", "22012 \"division by zero\"")]
    public async Task What_the_database_says_against_it_is_told_with_its_code(string query, string detail)
    {
        StepResult step = await AskAsync(postgres.Ask(query));
        Assert.Equal((Outcome.StatusMismatch, detail), (step.Outcome, step.Detail));
        Assert.Equal(2L, await postgres.DoAsync("select count(*) from account"));
    }

    [Theory]
    [InlineData("show transaction_read_only", "$.rows[0].transaction_read_only", "on")]
    [InlineData("select 1 as one;", "$.rows[0].one", "1")]
    [InlineData("explain (format json) select 1", "$.count", "1")]
    [InlineData("values (1), (2)", "$.rows[1].column1", "2")]
    public async Task Any_one_statement_that_reads_may_be_asked(string query, string path, string value)
    {
        StepResult step = await AskAsync(postgres.Ask(query) with { Json = [Holds(path, value)] });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task A_step_that_says_that_it_writes_may_and_it_stays_written()
    {
        await postgres.DoAsync("create table written (id int)");
        StepResult step = await AskAsync(postgres.Ask("insert into written values (7) returning id") with { Effect = StepEffect.WriteShadow, Json = [Holds("$.rows[0].id", "7")] });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(7, await postgres.DoAsync("select id from written"));
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told_why_without_the_password()
    {
        StepResult wrong = await AskAsync(postgres.Ask("select 1") with { Password = Dialled.Text("${secret:env:WRONG}") });
        Assert.Equal((Outcome.StatusMismatch, "not let in: 28P01 \"password authentication failed for user \"loadprobe\"\""), (wrong.Outcome, wrong.Detail));
        StepResult unknown = await AskAsync(postgres.Ask("select 1") with { Database = Dialled.Text("gone") });
        Assert.Equal((Outcome.StatusMismatch, "3D000 \"database \"gone\" does not exist\""), (unknown.Outcome, unknown.Detail));
        StepResult echoed = await AskAsync(postgres.Ask("select ${secret:env:ANY}::int"));
        Assert.Equal((Outcome.StatusMismatch, "22P02 \"invalid input syntax for type integer: \"***\"\""), (echoed.Outcome, echoed.Detail));
    }

    [Fact]
    public async Task A_step_without_a_password_does_not_borrow_this_machine_s()
    {
        const string variable = "PGPASSWORD";
        Environment.SetEnvironmentVariable(variable, PostgresServer.Password);
        StepResult step = await AskAsync(postgres.Ask("select 1") with { Password = null });
        Environment.SetEnvironmentVariable(variable, null);
        Assert.Equal((Outcome.StatusMismatch, "not let in: the database wants a password, and the step has none"), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task A_slow_query_ends_at_the_deadline_here_and_there()
    {
        StepResult step = await AskAsync(postgres.Ask("select pg_sleep(60)"), timeout: TimeSpan.FromMilliseconds(500));
        Assert.Equal((Outcome.WaitTimedOut, "timed out after 500ms waiting for the answer"), (step.Outcome, step.Detail));
        Assert.InRange(step.Duration, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(3));
        await NobodyAsksAsync();
    }

    [Fact]
    public async Task A_database_that_hangs_keeps_nothing_of_the_dial()
    {
        Task<StepResult> asking = Dialled.StepAsync(postgres.Target, postgres.Ask("select pg_sleep(60)"), TimeSpan.FromSeconds(3));
        int? hung = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        while (hung is null && !patience.IsCancellationRequested) hung = (int?)await postgres.DoAsync("select pid from pg_stat_activity where application_name = 'loadprobe' and query like '%pg_sleep%'");
        Assert.NotNull(hung);
        Signal("STOP", hung.Value);
        StepResult step = await asking;
        AskedPostgres.LeavesNothing(postgres.Server.Port);
        Signal("CONT", hung.Value);
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.InRange(step.Duration, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(5));
        await NobodyAsksAsync();
    }

    [Fact]
    public async Task A_dial_that_is_stopped_is_cancelled()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        JourneyResult result = await Dialled.RunAsync(postgres.Target, TimeSpan.FromSeconds(3), stop.Token, postgres.Ask("select pg_sleep(60)"));
        AskedPostgres.LeavesNothing(postgres.Server.Port);
        Assert.Equal((Outcome.Cancelled, "sql: stopped waiting for the answer"), (result.Outcome, result.Detail));
        // The database does not listen while it works; it knows when to stop.
        await NobodyAsksAsync();
    }

    [Theory]
    [InlineData("select generate_series(1, 1000)", Outcome.Ok, null)]
    [InlineData("select generate_series(1, 1001)", Outcome.TooLarge, "the answer has more than 1000 rows: ask for less, or let the database count")]
    [InlineData("select generate_series(1, 100000000)", Outcome.TooLarge, "the answer has more than 1000 rows: ask for less, or let the database count")]
    [InlineData("select repeat('x', 1 << 20)", Outcome.Ok, null)]
    [InlineData("select repeat('x', (1 << 20) + 1)", Outcome.TooLarge, "the values of the answer are longer than 1 MB: ask for less")]
    [InlineData("select repeat('x', 200 << 20)", Outcome.TooLarge, "the values of the answer are longer than 1 MB: ask for less")]
    public async Task An_answer_has_its_bounds(string query, Outcome outcome, string? detail)
    {
        StepResult step = await AskAsync(postgres.Ask(query), timeout: TimeSpan.FromSeconds(20));
        Assert.Equal((outcome, detail), (step.Outcome, step.Detail));
    }

    [Fact]
    public async Task Over_TLS_the_certificate_is_checked_as_the_target_says()
    {
        SqlStep asked = postgres.Ask("select ssl from pg_stat_ssl where pid = pg_backend_pid()") with { Tls = true, Json = [Holds("$.rows[0].ssl", "true")] };
        StepResult trusted = await AskAsync(asked);
        Assert.True(trusted.Outcome == Outcome.Ok, trusted.Detail);
        Assert.True(trusted is { Tls.Chain.Count: > 0, Phases.Tls: not null, Phases.Connect: not null });
        Assert.InRange(trusted.Phases.Other(trusted.Duration), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        StepResult untrusted = await AskAsync(asked, postgres.Target with { Tls = new TlsTrust() });
        Assert.Equal(Outcome.TlsUntrusted, untrusted.Outcome);
        Assert.Equal(Outcome.Ok, (await AskAsync(asked, postgres.Target with { Tls = new TlsTrust(Verify: false) })).Outcome);
    }

    [Fact]
    public async Task Over_TLS_a_large_answer_and_a_slow_one_end_as_well()
    {
        Assert.Equal(Outcome.TooLarge, (await AskAsync(postgres.Ask("select repeat('x', 100 << 20)") with { Tls = true })).Outcome);
        Assert.Equal(Outcome.WaitTimedOut, (await AskAsync(postgres.Ask("select pg_sleep(60)") with { Tls = true }, timeout: TimeSpan.FromMilliseconds(500))).Outcome);
        await NobodyAsksAsync();
    }

    [Fact]
    public async Task Pressed_each_run_of_the_step_has_a_connection_of_its_own()
    {
        var facts = new Facts();
        using var connections = new HttpConnections(postgres.Target, TimeProvider.System);
        using var pressed = new ApiJourney(new Journey { Name = "journey", Target = postgres.Target, Steps = [postgres.Ask("select ${run}::int") with { Json = [Holds("$.count", "1")] }] }, connections, TimeProvider.System, Dialled.Token);
        for (int run = 1; run <= 3; run++)
        {
            var variables = new Variables(new KnownSecret());
            variables["run"] = $"{run}";
            Assert.Equal(Outcome.Ok, await pressed.PressAsync(variables, facts, TimeProvider.System.GetTimestamp(), Dialled.Token));
            AskedPostgres.LeavesNothing(postgres.Server.Port);
        }

        Assert.Equal(3, facts.Ends.Count);
        Assert.All(facts.Ends, end => Assert.True(end is { Outcome: Outcome.Ok, BytesSent: > 0, BytesReceived: > 0, Phases.Connect: not null }));
    }

    [Fact]
    public async Task Over_IPv6_it_is_the_same()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        StepResult step = await AskAsync(postgres.Ask("select 1") with { Tls = false }, postgres.Target with { Address = new Uri($"tcp://[::1]:{postgres.Server.Port}") });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(IPAddress.IPv6Loopback, step.Remote!.Address);
    }

    [Fact]
    public async Task A_database_that_is_stopped_refuses_and_one_outside_the_allow_list_is_not_asked()
    {
        StepResult elsewhere = await AskAsync(postgres.Ask("select 1") with { Address = Dialled.Text($"127.0.0.1:{postgres.Server.Port}") }, postgres.Target with { Address = new Uri("tcp://127.0.0.1:9") });
        Assert.Equal(Outcome.NotAllowed, elsewhere.Outcome);
        await postgres.Server.CrashAsync();
        StepResult stopped = await AskAsync(postgres.Ask("select 1"));
        await postgres.Server.ResumeAsync();
        Assert.Equal(Outcome.ConnectRefused, stopped.Outcome);
        Assert.Equal(Outcome.Ok, (await AskAsync(postgres.Ask("select 1"))).Outcome);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_said_to_be() => Assert.Equal(Outcome.DnsFailed,
        (await AskAsync(postgres.Ask("select 1") with { Address = Dialled.Text("database.invalid:5432") }, postgres.Target with { Allow = AllowList.Everywhere })).Outcome);

    // What is over here may take the database a moment to notice.
    private async Task NobodyAsksAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await postgres.DoAsync("select count(*) from pg_stat_activity where application_name = 'loadprobe'") is not 0L) if (patience.IsCancellationRequested) Assert.Fail($"still asking: {await postgres.DoAsync("select string_agg(state || ' ' || coalesce(wait_event, '-') || ' ' || query, '; ') from pg_stat_activity where application_name = 'loadprobe'")}");
    }

    private static void Signal(string name, int process)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
