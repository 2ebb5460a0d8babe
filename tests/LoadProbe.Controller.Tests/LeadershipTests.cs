namespace LoadProbe.Controller.Tests;

/// <summary>Which of two controllers leads, told by a real database of either kind and its own clock.</summary>
public sealed class LeadershipTests(SharedPostgres shared) : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-leadership-").FullName;
    private string? _connection;

    public static TheoryData<string> Stores => ["sqlite", "postgres"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Of_many_who_try_at_once_exactly_one_leads(string kind)
    {
        await using IStore here = await OpenAsync(kind), there = await OpenAsync(kind);
        long?[] epochs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? here : there).Leadership.TryLeadAsync($"controller-{i}", Long, Token))));
        Assert.Equal(1, Assert.Single(epochs, e => e is not null));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Whoever_renews_leads_on_and_nobody_else_can(string kind)
    {
        await using IStore one = await OpenAsync(kind), other = await OpenAsync(kind);
        long epoch = (await one.Leadership.TryLeadAsync("one", Long, Token))!.Value;
        Assert.True(await one.Leadership.RenewAsync("one", epoch, Long, Token));
        Assert.Null(await other.Leadership.TryLeadAsync("other", Long, Token));
        Assert.False(await other.Leadership.RenewAsync("other", epoch, Long, Token));
        Assert.False(await one.Leadership.RenewAsync("one", epoch + 1, Long, Token));
        Assert.True(await one.Leadership.RenewAsync("one", epoch, Long, Token));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task When_it_has_expired_another_takes_over_with_a_higher_epoch_and_the_old_leader_is_told(string kind)
    {
        await using IStore one = await OpenAsync(kind), other = await OpenAsync(kind);
        long old = (await one.Leadership.TryLeadAsync("one", TimeSpan.FromMilliseconds(200), Token))!.Value;
        long? epoch = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (epoch is null)
        {
            epoch = await other.Leadership.TryLeadAsync("other", Long, patience.Token);
            if (epoch is null) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }

        Assert.Equal(old + 1, epoch);
        Assert.False(await one.Leadership.RenewAsync("one", old, Long, Token));
        await one.Leadership.ResignAsync("one", old, Token);
        Assert.True(await other.Leadership.RenewAsync("other", epoch.Value, Long, Token));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_expired_leader_does_not_lead_on_even_when_nobody_took_over(string kind)
    {
        await using IStore store = await OpenAsync(kind);
        long epoch = (await store.Leadership.TryLeadAsync("one", TimeSpan.Zero, Token))!.Value;
        Assert.False(await store.Leadership.RenewAsync("one", epoch, Long, Token));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Each_start_has_a_higher_epoch_and_need_not_wait_for_one_that_resigned(string kind)
    {
        for (long start = 1; start <= 3; start++)
        {
            await using IStore store = await OpenAsync(kind);
            Assert.Equal(start, await store.Leadership.TryLeadAsync("one", Long, Token));
            await store.Leadership.ResignAsync("one", start, Token);
        }
    }

    private async Task<IStore> OpenAsync(string kind)
    {
        if (kind == "sqlite") return SqliteStore.Open(Path.Combine(_folder, "store.db"), TimeProvider.System);
        _connection ??= await shared.ConnectionAsync();
        return await PostgresStore.OpenAsync(_connection, TimeProvider.System, null, Token);
    }
}
