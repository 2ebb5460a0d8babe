namespace LoadProbe.Controller.Tests;

/// <summary>How long a probe stood how is kept by minute and hour, whoever leads.</summary>
public sealed class StandingTallyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-tally-").FullName;
    private readonly ImaginedClock _time = new(Judged.Begin);
    private SqliteStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), _time);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Time_up_and_down_is_told_by_minute_and_by_hour()
    {
        await using Judged judged = Lead(epoch: 1);
        judged.Told(Outcome.Ok, "telecom-1");
        judged.Pass(58);
        judged.Told(Outcome.ConnectRefused, "telecom-1");
        IReadOnlyList<StandingTime> minutes = await UntilAsync(judged, m => m.Count == 3);

        Assert.Equal([0, 1, 2], minutes.Select(m => (m.Start - Judged.Begin).TotalMinutes));
        Assert.InRange(minutes[0].Known.TotalSeconds, 50, 60);
        Assert.InRange(minutes[0].Down.TotalSeconds, 0, 2);
        Assert.InRange(minutes[1].Down.TotalSeconds, 55, 60);
        StandingTime hour = Assert.Single(await _store.Standings.ListAsync("login", RollUpWidth.Hour, Judged.Begin.AddHours(-1), Judged.Begin.AddHours(1), Token));
        Assert.Equal(minutes.Aggregate(TimeSpan.Zero, (sum, m) => sum + m.Down), hour.Down);
    }

    [Fact]
    public async Task What_the_next_controller_sees_of_the_same_minute_is_added_and_what_is_written_twice_is_not()
    {
        TimeSpan first;
        await using (Judged judged = Lead(epoch: 1))
        {
            judged.Told(Outcome.Ok, "telecom-1");
            first = (await UntilAsync(judged, m => m.Count == 1))[0].Known;
        }

        await using Judged next = Lead(epoch: 2);
        next.Told(Outcome.Ok, "telecom-1");
        TimeSpan both = (await UntilAsync(next, m => m.Count == 2))[0].Known;
        Assert.InRange(both, first + TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Judged Lead(long epoch)
    {
        var judged = new Judged(_store.Incidents, _time, _store.Standings, epoch);
        judged.Lead(Judged.Probe(), "telecom-1");
        // Until the store has said what is open nobody judges.
        judged.Pass(2);
        return judged;
    }

    // Seconds pass until it is stored.
    private async Task<IReadOnlyList<StandingTime>> UntilAsync(Judged judged, Func<IReadOnlyList<StandingTime>, bool> enough)
    {
        IReadOnlyList<StandingTime> minutes = [];
        for (int second = 0; !enough(minutes); second++)
        {
            Assert.True(second < 200, $"so much is known: {string.Join(", ", minutes)}");
            judged.Pass(1);
            minutes = await _store.Standings.ListAsync("login", RollUpWidth.Minute, Judged.Begin, Judged.Begin.AddHours(1), Token);
        }

        return minutes;
    }
}
