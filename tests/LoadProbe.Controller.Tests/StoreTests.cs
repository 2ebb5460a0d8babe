using System.Text.Json;
using LoadProbe.Link;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>What every store does, whichever database is below. Nothing here waits for a clock: a flush writes at once.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 30, TimeSpan.Zero);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Time { get; } = new(Now);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected abstract Task<IStore> OpenAsync();

    private protected abstract Task<object?> ScalarAsync(string sql);

    private protected static ProbeResult Result(string probe, DateTimeOffset started, Outcome outcome = Outcome.Ok, double seconds = 0.02, string agent = "agent-1") => new()
    {
        Id = Guid.CreateVersion7(), Probe = probe, Target = "shop", Agent = agent,
        Journey = new JourneyResult { Started = started, Duration = TimeSpan.FromSeconds(seconds), Outcome = outcome, Steps = [] },
    };

    private protected static ProbeResult Result(string probe, int second, Outcome outcome = Outcome.Ok) => Result(probe, new DateTimeOffset(2026, 3, 1, 9, 30, second, TimeSpan.Zero), outcome);

    private static async Task<RunReport> RunAsync()
    {
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SecondAsync();
        return await run.EndAsync(cause: null);
    }

    [Fact]
    public async Task What_was_stored_survives_closing_and_is_read_newest_first()
    {
        ProbeResult old = Result("a", 1), newer = Result("a", 2, Outcome.ConnectRefused), other = Result("b", 3);
        await using (IStore store = await OpenAsync()) Assert.All([newer, old, other], r => Assert.True(store.TryAdd(r)));

        await using IStore again = await OpenAsync();
        Assert.Equal([ResultJson.Text(newer), ResultJson.Text(old)], await again.ResultsAsync("a", 10, Token));
        Assert.Equal([ResultJson.Text(other)], await again.ResultsAsync(null, 1, Token));
        Assert.Equal(ResultJson.Text(old), await again.ResultAsync($"{old.Id}", Token));
        Assert.Null(await again.ResultAsync($"{Guid.NewGuid()}", Token));
        Assert.Null(await again.ResultAsync("no id at all", Token));
        Assert.Equal(0, again.Dropped);
    }

    [Fact]
    public async Task A_result_or_snapshot_told_twice_is_stored_once()
    {
        ProbeResult result = Result("a", 1);
        await using IStore store = await OpenAsync();
        for (int i = 0; i < 4; i++)
        {
            store.TryAdd(result);
            store.TryAdd("20260301-093000-abcd1234", ScriptedAgent.Example(1));
            if (i % 2 == 1) await store.FlushAsync(Token);
        }

        Assert.Single(await store.ResultsAsync(null, 10, Token));
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM snapshot"));
        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM result"));
    }

    [Fact]
    public async Task A_run_that_was_begun_and_not_ended_can_be_told_again_by_another_controller()
    {
        Controlled run = Controlled.Ordered();
        await run.Agent.ReadyAsync();
        var orders = new RunOrders(["agent-1", "agent-2"], new DefinitionBundle { Roots = [new BundleRoot("press.yaml")], Files = [new BundledFile("press.yaml", "mix: 中"u8.ToArray()), new BundledFile("rows.csv", new byte[300_000])] });
        RunReport begun = run.States.First();
        await using (IStore store = await OpenAsync())
        {
            await store.BeginAsync(begun, orders, Token);
            Assert.True(store.TryAdd(begun with { State = RunState.Running, Started = Now }));
            Assert.True(store.TryAdd(begun.Id, ScriptedAgent.Example(1)));
        }

        await using IStore next = await OpenAsync();
        UnfinishedRun left = Assert.Single(await next.UnfinishedAsync(Token));
        Assert.Equal((begun.Id, "press", Now, 1), (left.Id, left.Scenario, left.Started, left.Epoch));
        Assert.Equal(orders.Agents, left.Orders.Agents);
        Assert.Equal(orders.Definitions.Hash(), left.Orders.Definitions.Hash());
        Assert.Equal(JsonSerializer.Serialize(ScriptedAgent.Example(1)), JsonSerializer.Serialize(Assert.Single(await next.SnapshotsAsync(begun.Id, Token))));

        await next.SaveAsync(begun with { Epoch = 2, State = RunState.Aborted, Verdict = Verdict.Invalid }, Token);
        // The one before wakes up, and believes that it still leads.
        await next.SaveAsync(begun with { Epoch = 1, State = RunState.Completed, Verdict = Verdict.Pass }, Token);
        Assert.Empty(await next.UnfinishedAsync(Token));
        Assert.Equal(("aborted", "invalid"), Assert.Single(await next.RunsAsync(10, Token)) is var stored ? (stored.State, stored.Verdict) : default);
        await run.EndAsync(cause: null);
    }

    [Fact]
    public async Task What_was_handed_over_before_a_flush_can_be_read_after_it()
    {
        await using IStore store = await OpenAsync();
        for (int i = 0; i < 3_000; i++) Assert.True(store.TryAdd(Result("a", i % 60)));
        await store.FlushAsync(Token);
        Assert.Equal(3_000L, await ScalarAsync("SELECT count(*) FROM result"));
    }

    [Fact]
    public async Task A_run_is_safe_once_it_is_saved_and_the_newest_state_of_it_counts()
    {
        RunReport run = await RunAsync();
        await using IStore store = await OpenAsync();
        await store.SaveAsync(run with { State = RunState.Running, Verdict = null, Ended = null }, Token);
        await store.SaveAsync(run, Token);

        StoredRun stored = Assert.Single(await store.RunsAsync(10, Token));
        Assert.Equal((run.Id, "press", run.Started, "completed", "pass"), (stored.Id, stored.Scenario, stored.Started, stored.State, stored.Verdict));
        Assert.Equal(RunJson.Text(run), await store.RunAsync(run.Id, Token));
        Assert.Equal(run.Id, JsonDocument.Parse((await store.RunAsync("last", Token))!).RootElement.GetProperty("id").GetString());
        Assert.Null(await store.RunAsync("never", Token));
    }

    [Fact]
    public async Task Results_of_a_minute_that_is_over_are_rolled_up_by_agent_with_their_verdicts()
    {
        DateTimeOffset minute = Now.AddMinutes(-2).AddSeconds(-30);
        await using IStore store = await OpenAsync();
        store.TryAdd(Result("a", minute, seconds: 0.1));
        store.TryAdd(Result("a", minute.AddSeconds(59.9), Outcome.StatusMismatch, 0.3));
        store.TryAdd(Result("a", minute.AddSeconds(30), Outcome.BrowserFailed, 0.2));
        store.TryAdd(Result("a", minute.AddSeconds(30), agent: "agent-2"));
        store.TryAdd(Result("b", minute.AddSeconds(30)));
        store.TryAdd(Result("a", Now));
        await store.FlushAsync(Token);
        await store.TidyAsync(Token);

        IReadOnlyList<RollUp> minutes = await store.RollUpsAsync("a", RollUpWidth.Minute, Now.AddDays(-1), Now.AddDays(1), Token);
        Assert.Equal([("a", "agent-1", "shop", minute, 3, 1, 1), ("a", "agent-2", "shop", minute, 1, 0, 0)], minutes.Select(m => (m.Probe, m.Agent, m.Target, m.Start, m.Count, m.Failed, m.Invalid)));
        Assert.Equal(new Dictionary<string, long> { ["ok"] = 1, ["status_mismatch"] = 1, ["browser_failed"] = 1 }, minutes[0].Outcomes);
        Assert.Equal(3, minutes[0].Duration.Count);
        Assert.InRange(minutes[0].Duration.P99.TotalSeconds, 0.2997, 0.3003);
        Assert.Empty(await store.RollUpsAsync("a", RollUpWidth.Minute, minute.AddMinutes(1), Now.AddDays(1), Token));
        Assert.Empty(await store.RollUpsAsync("a", RollUpWidth.Hour, Now.AddDays(-1), Now.AddDays(1), Token));
    }

    [Fact]
    public async Task Results_are_read_a_page_at_a_time_in_either_order_each_once()
    {
        ProbeResult[] told = [.. Enumerable.Range(0, 30).Select(i => Result("a", Now.AddSeconds(i / 3), i % 2 == 0 ? Outcome.Ok : Outcome.ConnectRefused, agent: $"agent-{i % 3}"))];
        await using IStore store = await OpenAsync();
        foreach (ProbeResult result in told.Append(Result("b", 1))) store.TryAdd(result);
        await store.FlushAsync(Token);

        foreach (bool oldestFirst in (bool[])[true, false])
        {
            var read = new List<StoredResult>();
            var query = new ResultQuery("a", 7, OldestFirst: oldestFirst);
            for (IReadOnlyList<StoredResult> page = await store.PageAsync(query, Token); page.Count > 0; page = await store.PageAsync(query with { After = read[^1].Place }, Token)) read.AddRange(page);
            Assert.Equal(told.Select(t => ResultJson.Text(t)).Order(), read.Select(r => r.Json).Order());
            Assert.Equal(oldestFirst ? read.OrderBy(r => r.Place.Started).Select(r => r.Place) : read.OrderByDescending(r => r.Place.Started).Select(r => r.Place), read.Select(r => r.Place));
        }

        Assert.Equal(5, (await store.PageAsync(new ResultQuery("a", 100, Now, Now.AddSeconds(10), "agent-0", "fail", "connect_refused"), Token)).Count);
        Assert.Equal(6, (await store.PageAsync(new ResultQuery("a", 100, Now.AddSeconds(1), Now.AddSeconds(3)), Token)).Count);
        Assert.Equal(told[4].Id, (await store.PlaceAsync("a", told[4].Id, Token))!.Id);
        Assert.Null(await store.PlaceAsync("b", told[4].Id, Token));
    }

    [Fact]
    public async Task Minutes_that_are_not_rolled_up_are_computed_and_how_a_probe_stood_is_added_over_the_epochs()
    {
        DateTimeOffset minute = Now.AddSeconds(-30);
        await using IStore store = await OpenAsync();
        store.TryAdd(Result("a", minute.AddSeconds(1)));
        store.TryAdd(Result("a", minute.AddSeconds(61), Outcome.ConnectRefused));
        await store.FlushAsync(Token);
        IReadOnlyList<RollUp> minutes = await store.MinutesAsync("a", minute, Token);
        Assert.Equal([(minute, 1, 0), (minute.AddMinutes(1), 1, 1)], minutes.Select(m => (m.Start, m.Count, m.Failed)));
        Assert.Equal(1, minutes[1].Outcomes["connect_refused"]);

        StandingTime seen = new("a", RollUpWidth.Minute, minute, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
        foreach (long epoch in (long[])[1, 1, 2]) await store.Standings.SaveAsync(epoch, [seen], Token);
        Assert.Equal([seen.With(seen.Known, seen.Down, seen.Degraded, seen.Maintenance)], await store.Standings.ListAsync("a", RollUpWidth.Minute, minute, minute.AddMinutes(1), Token));
        Assert.Empty(await store.Standings.ListAsync("a", RollUpWidth.Hour, minute, minute.AddMinutes(1), Token));

        Time.Advance(TimeSpan.FromDays(91));
        await store.TidyAsync(Token);
        Assert.Empty(await store.Standings.ListAsync("a", RollUpWidth.Minute, minute, minute.AddMinutes(1), Token));
    }

    [Fact]
    public async Task Percentiles_of_an_hour_are_those_of_all_its_results()
    {
        DateTimeOffset hour = Now.AddHours(-2).AddMinutes(-30).AddSeconds(-30);
        var random = new Random(7);
        var all = new LatencyHistogram();
        await using IStore store = await OpenAsync();
        for (int i = 0; i < 3_600; i++)
        {
            // Each minute slower than the one before: no mean of percentiles comes near.
            double seconds = Math.Round((i / 60 + 1) * 0.01 + random.NextDouble() * 0.01, 6);
            all.Record(TimeSpan.FromSeconds(seconds));
            store.TryAdd(Result("a", hour.AddSeconds(i), seconds: seconds));
        }

        await store.FlushAsync(Token);
        await store.TidyAsync(Token);
        RollUp rolled = Assert.Single(await store.RollUpsAsync("a", RollUpWidth.Hour, hour, hour.AddHours(1), Token));
        Assert.Equal((hour, 3_600, 3_600), (rolled.Start, rolled.Count, rolled.Duration.Count));
        Assert.Equal(60, (await store.RollUpsAsync("a", RollUpWidth.Minute, hour, hour.AddHours(1), Token)).Count);
        PackedHistogram raw = PackedHistogram.Of(all);
        foreach ((TimeSpan expected, TimeSpan actual) in new[] { (raw.P50, rolled.Duration.P50), (raw.P90, rolled.Duration.P90), (raw.P99, rolled.Duration.P99), (raw.Max, rolled.Duration.Max) })
            Assert.InRange(actual / expected, 0.999, 1.001);
    }

    [Fact]
    public async Task A_result_that_comes_late_is_in_the_roll_ups_too_and_tidying_twice_changes_nothing()
    {
        DateTimeOffset hour = Now.AddHours(-2).AddMinutes(-30).AddSeconds(-30);
        await using IStore store = await OpenAsync();
        for (int told = 1; told <= 3; told++)
        {
            store.TryAdd(Result("a", hour.AddMinutes(5).AddSeconds(told)));
            await store.FlushAsync(Token);
            for (int i = 0; i < 2; i++) await store.TidyAsync(Token);
            foreach (RollUpWidth width in Enum.GetValues<RollUpWidth>()) Assert.Equal(told, Assert.Single(await store.RollUpsAsync("a", width, hour, hour.AddHours(1), Token)).Count);
        }

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM roll_up_due"));
    }

    [Fact]
    public async Task Results_and_snapshots_are_forgotten_first_then_minutes_then_hours_and_runs_never()
    {
        RunReport run = await RunAsync();
        await using (IStore store = await OpenAsync())
        {
            store.TryAdd(Result("a", Now.AddHours(-2)));
            store.TryAdd("20260301-073000-abcd1234", ScriptedAgent.Example(1));
            await store.SaveAsync(run, Token);
            await store.TidyAsync(Token);
        }

        Assert.Equal((1, 1, 1, 1), await KeptAsync(29));
        Assert.Equal((0, 0, 1, 1), await KeptAsync(31));
        Assert.Equal((0, 0, 0, 1), await KeptAsync(91));
        Assert.Equal((0, 0, 0, 0), await KeptAsync(731));
        await using IStore after = await OpenAsync();
        Assert.Single(await after.RunsAsync(10, Token));

        // Closed meanwhile: an open store would be tidied in each minute of those years.
        async Task<(int Results, long Snapshots, int Minutes, int Hours)> KeptAsync(int days)
        {
            Time.SetUtcNow(Now.AddDays(days));
            await using IStore store = await OpenAsync();
            await store.TidyAsync(Token);
            return ((await store.ResultsAsync(null, 10, Token)).Count, (long)(await ScalarAsync("SELECT count(*) FROM snapshot"))!,
                (await store.RollUpsAsync("a", RollUpWidth.Minute, Now.AddDays(-1), Now, Token)).Count, (await store.RollUpsAsync("a", RollUpWidth.Hour, Now.AddDays(-1), Now, Token)).Count);
        }
    }

    [Fact]
    public async Task A_late_result_of_a_day_that_is_no_longer_whole_leaves_its_roll_up_as_it_is()
    {
        await using (IStore before = await OpenAsync())
        {
            for (int i = 0; i < 5; i++) before.TryAdd(Result("a", Now.AddHours(-2)));
            await before.FlushAsync(Token);
            await before.TidyAsync(Token);
        }

        Time.SetUtcNow(Now.AddDays(40));
        await using IStore store = await OpenAsync();
        await store.TidyAsync(Token);
        store.TryAdd(Result("a", Now.AddHours(-2)));
        await store.FlushAsync(Token);
        await store.TidyAsync(Token);

        Assert.Equal(5, Assert.Single(await store.RollUpsAsync("a", RollUpWidth.Minute, Now.AddDays(-1), Now, Token)).Count);
        Assert.Empty(await store.ResultsAsync(null, 10, Token));
    }

    [Fact]
    public async Task Results_are_written_while_a_long_backlog_is_rolled_up()
    {
        await using IStore store = await OpenAsync();
        for (int i = 1; i <= 600; i++) store.TryAdd(Result("a", Now.AddMinutes(-i)));
        await store.FlushAsync(Token);
        Task tidying = Task.Run(() => store.TidyAsync(Token));
        int written = 0;
        for (; !tidying.IsCompleted; written++)
        {
            Assert.True(store.TryAdd(Result("b", Now)));
            await store.FlushAsync(Token);
        }

        await tidying;
        Assert.True(written > 5, $"only {written} batches were written beside it");
        Assert.Equal(written, (await store.ResultsAsync("b", 10_000, Token)).Count);
        Assert.Equal(600, (await store.RollUpsAsync("a", RollUpWidth.Minute, Now.AddDays(-1), Now, Token)).Count);
    }

    [Fact]
    public async Task What_is_due_is_taken_once_however_many_try_and_never_again_after_a_later_one()
    {
        await using IStore here = await OpenAsync(), there = await OpenAsync();
        ScheduleRow row = Assert.Single(await here.Schedules.KeepAsync(new Dictionary<string, string> { ["press"] = "each day at 22:00 UTC" }, Now, Token));
        Assert.Equal(new ScheduleRow("press", "each day at 22:00 UTC", Now, null), row);

        bool[] tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? here : there).Schedules.TakeAsync(row, Now.AddHours(1), Token))));
        Assert.Single(tries, t => t);
        Assert.Equal((Now.AddHours(1), DueOutcome.Missed), ((await LastAsync()).At, (await LastAsync()).Outcome));
        await there.Schedules.TellAsync("press", new LastDue(Now.AddHours(1), DueOutcome.Started, "run-1"), Token);
        Assert.Equal(new LastDue(Now.AddHours(1), DueOutcome.Started, "run-1"), await LastAsync());
        Assert.True(await there.Schedules.TakeAsync(row, Now.AddHours(3), Token));
        Assert.False(await here.Schedules.TakeAsync(row, Now.AddHours(2), Token));
        // What became of an earlier one is nothing to the later one.
        await here.Schedules.TellAsync("press", new LastDue(Now.AddHours(1), DueOutcome.Refused, "late"), Token);
        Assert.Equal(Now.AddHours(3), (await LastAsync()).At);

        async Task<LastDue> LastAsync() => Assert.Single(await here.Schedules.ReadAsync(Token)).Last!;
    }

    [Fact]
    public async Task A_schedule_in_other_words_begins_anew_keeps_what_became_of_the_last_time_and_is_not_taken_by_the_old_words()
    {
        await using IStore store = await OpenAsync();
        ScheduleRow old = Assert.Single(await store.Schedules.KeepAsync(new Dictionary<string, string> { ["press"] = "sat at 22:00 UTC" }, Now, Token));
        Assert.True(await store.Schedules.TakeAsync(old, Now.AddHours(1), Token));
        ScheduleRow row = Assert.Single(await store.Schedules.KeepAsync(new Dictionary<string, string> { ["press"] = "sun at 22:00 UTC" }, Now.AddHours(5), Token));

        Assert.Equal((Now.AddHours(5), Now.AddHours(1)), (row.Settled, row.Last!.At));
        Assert.False(await store.Schedules.TakeAsync(old, Now.AddHours(6), Token));
        Assert.Empty(await store.Schedules.KeepAsync(new Dictionary<string, string>(), Now, Token));
    }

    [Fact]
    public async Task A_store_made_by_a_script_that_has_changed_since_is_refused_by_its_name()
    {
        await using (await OpenAsync())
        {
        }

        await ScalarAsync("UPDATE migration SET sha256 = 'another' WHERE number = 1");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("was made by another 001-start.sql (sha256 another)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (await OpenAsync())
        {
        }

        await ScalarAsync("INSERT INTO migration VALUES (99, '099-later.sql', '', 0)");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(OpenAsync);
        Assert.Contains("is of version 99; this program knows", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("099-later.sql", await ScalarAsync("SELECT name FROM migration WHERE number = 99"));
    }

    [Fact]
    public async Task A_store_can_be_opened_for_the_first_time_by_several_at_once()
    {
        IStore[] stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(OpenAsync)));
        foreach (IStore store in stores) store.TryAdd(Result("a", 1));
        foreach (IStore store in stores) await store.DisposeAsync();
        Assert.Equal(6L, await ScalarAsync("SELECT count(*) FROM result"));
        Assert.Equal((long)Migration.Of(Dialect).Count, await ScalarAsync("SELECT count(*) FROM migration"));
    }

    [Fact]
    public async Task An_invitation_is_used_up_once_however_many_try_at_the_same_time()
    {
        await using IStore here = await OpenAsync(), there = await OpenAsync();
        await here.Invitations.AddAsync("i1", "east", "hash", Now, Now.AddHours(1), Token);

        Admission[] tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? here : there).Invitations.UseAsync("i1", "hash", $"key-{i}", Now, Token))));

        Admission admitted = Assert.Single(tries, t => t.Refused is null);
        Assert.Equal("east", admitted.Agent);
        Assert.Equal(admitted.Key, await there.Invitations.KeyAsync("east", Token));
        Assert.All(tries, t => Assert.True(t.Refused is null or "the invitation was used at 2026-03-01 09:30:30Z: each is good for once", t.Refused));
    }

    [Fact]
    public async Task An_invitation_that_expired_or_is_not_known_or_whose_secret_is_another_is_refused_with_the_reason()
    {
        await using IStore store = await OpenAsync();
        await store.Invitations.AddAsync("i1", "east", "hash", Now, Now.AddHours(1), Token);

        Assert.Equal("that is not the invitation's secret", (await store.Invitations.UseAsync("i1", "guessed", "key", Now, Token)).Refused);
        Assert.Equal("the invitation expired at 2026-03-01 10:30:30Z", (await store.Invitations.UseAsync("i1", "hash", "key", Now.AddHours(1), Token)).Refused);
        Assert.StartsWith("there is no such invitation", (await store.Invitations.UseAsync("i2", "hash", "key", Now, Token)).Refused);
        Assert.Null(await store.Invitations.KeyAsync("east", Token));
        Assert.Null((await store.Invitations.UseAsync("i1", "hash", "key", Now.AddMinutes(59), Token)).Refused);
    }

    [Fact]
    public async Task A_removed_agent_has_no_key_any_more_and_none_of_its_invitations_is_good()
    {
        await using IStore store = await OpenAsync();
        foreach ((string id, string agent) in new[] { ("i1", "east"), ("i2", "east"), ("i3", "west") }) await store.Invitations.AddAsync(id, agent, "hash", Now, Now.AddHours(1), Token);
        await store.Invitations.UseAsync("i1", "hash", "key", Now, Token);

        Assert.True(await store.Invitations.RemoveAsync("east", Token));

        Assert.Null(await store.Invitations.KeyAsync("east", Token));
        foreach (string id in new[] { "i1", "i2" }) Assert.StartsWith("there is no such invitation", (await store.Invitations.UseAsync(id, "hash", "key", Now, Token)).Refused);
        Assert.False(await store.Invitations.RemoveAsync("east", Token));
        Assert.Null((await store.Invitations.UseAsync("i3", "hash", "key", Now, Token)).Refused);
    }

    [Fact]
    public async Task Whoever_joins_later_under_a_name_has_it_and_the_one_before_no_more()
    {
        await using IStore store = await OpenAsync();
        foreach (string id in new[] { "i1", "i2" }) await store.Invitations.AddAsync(id, "east", "hash", Now, Now.AddHours(1), Token);
        await store.Invitations.UseAsync("i1", "hash", "first", Now, Token);
        await store.Invitations.UseAsync("i2", "hash", "second", Now, Token);

        Assert.Equal("second", await store.Invitations.KeyAsync("east", Token));
    }

    [Fact]
    public async Task Invitations_that_ended_long_ago_are_forgotten()
    {
        await using IStore store = await OpenAsync();
        await store.Invitations.AddAsync("i1", "east", "hash", Now, Now.AddHours(1), Token);
        await store.Invitations.AddAsync("i2", "east", "hash", Now.AddDays(32), Now.AddDays(33), Token);

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM invitation"));
    }

    [Fact]
    public async Task A_key_is_kept_by_its_hash_and_is_read_back_until_and_after_it_is_revoked()
    {
        (ApiKey key, string text) = ApiKey.Make("grafana", Scope.Run | Scope.Apply, TimeSpan.FromDays(90), Now);
        (ApiKey later, _) = ApiKey.Make("ops", Scope.Admin, TimeSpan.FromHours(1), Now.AddSeconds(1));
        await using (IStore store = await OpenAsync())
        {
            await store.Keys.AddAsync(key, Token);
            await store.Keys.AddAsync(later, Token);
            await store.Keys.UsedAsync(key.Id, Now.AddMinutes(1), Token);
        }

        await using IStore again = await OpenAsync();
        Assert.Equal(key with { Used = Now.AddMinutes(1) }, await again.Keys.FindAsync(key.Id, Token));
        Assert.Null(await again.Keys.FindAsync("nobody", Token));
        Assert.True(await again.Keys.RevokeAsync(key.Id, Now.AddMinutes(2), Token));
        Assert.False(await again.Keys.RevokeAsync(key.Id, Now.AddMinutes(3), Token));
        Assert.False(await again.Keys.RevokeAsync("nobody", Now, Token));
        Assert.Equal([later, key with { Used = Now.AddMinutes(1), Revoked = Now.AddMinutes(2) }], await again.Keys.AllAsync(Token));
        Assert.Equal(0L, await ScalarAsync($"SELECT count(*) FROM api_key WHERE sha256 LIKE '%{text.Split('_')[2]}%'"));
    }

    [Fact]
    public async Task The_lever_stays_pulled_for_the_first_reason_until_it_is_released()
    {
        await using (IStore store = await OpenAsync())
        {
            Assert.Null(await store.Lever.ReadAsync(Token));
            await store.Lever.PullAsync(new LeverPull(Now, "ops", "customers complain"), Token);
            await store.Lever.PullAsync(new LeverPull(Now.AddSeconds(1), "dev", "me too"), Token);
        }

        await using IStore again = await OpenAsync();
        Assert.Equal(new LeverPull(Now, "ops", "customers complain"), await again.Lever.ReadAsync(Token));
        await again.Lever.ReleaseAsync(Token);
        await again.Lever.ReleaseAsync(Token);
        Assert.Null(await again.Lever.ReadAsync(Token));
    }

    [Fact]
    public async Task The_definitions_that_were_applied_last_are_kept()
    {
        await using (IStore store = await OpenAsync())
        {
            Assert.Null(await store.Definitions.AppliedAsync(Token));
            Assert.Null(await store.Definitions.ReadAsync(Token));
            await store.Definitions.SaveAsync(new AppliedFiles(Now, "ops", [new SentFile("a.yaml", "one")]), Token);
            await store.Definitions.SaveAsync(new AppliedFiles(Now.AddSeconds(1), "dev", [new SentFile("b.yaml", "two: \"é\"\n"), new SentFile("c/d.csv", "1,2\n")]), Token);
        }

        await using IStore again = await OpenAsync();
        Assert.Equal(Now.AddSeconds(1), await again.Definitions.AppliedAsync(Token));
        AppliedFiles applied = (await again.Definitions.ReadAsync(Token))!;
        Assert.Equal((Now.AddSeconds(1), "dev"), (applied.At, applied.Who));
        Assert.Equal([new SentFile("b.yaml", "two: \"é\"\n"), new SentFile("c/d.csv", "1,2\n")], applied.Files);
    }

    private protected abstract Dialect Dialect { get; }
}
