namespace LoadProbe.Core.Tests;

/// <summary>Tracks that give out the rows of one file once never give the same: over all agents, whatever their plans are.</summary>
public class RowShareTests
{
    private const int Iterations = 200;
    private static readonly Target Target = new() { Name = "t", Address = new Uri("http://127.0.0.1") };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_two_runs_of_any_tracks_and_agents_share_a_row(int seed)
    {
        var random = new Random(seed);
        int agents = random.Next(1, 6);
        IReadOnlyList<Track> tracks = [.. Enumerable.Range(0, random.Next(1, 6)).Select(t => Using($"track {t}", random.Next(4) == 0 ? "other.csv" : "users.csv", Load(random)))];
        foreach (IGrouping<string, long> file in Given(tracks, agents).GroupBy(g => g.File, g => g.Row))
        {
            long[] rows = [.. file];
            Assert.Equal(rows.Length, rows.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Tracks_of_arrivals_alone_leave_no_row_out(int seed)
    {
        var random = new Random(seed);
        IReadOnlyList<Track> tracks = [.. Enumerable.Range(0, random.Next(2, 6)).Select(t => Using($"track {t}", "users.csv", [new Inject(random.Next(1, 50), TimeSpan.FromSeconds(random.Next(1, 9)))]))];
        long[] rows = [.. Given(tracks, random.Next(1, 6)).Select(g => g.Row).Order()];
        Assert.Equal(new ScenarioPlan(tracks).Arrivals, rows.Length);
        Assert.Equal(rows.Index().Select(r => (long)r.Index), rows);
    }

    [Fact]
    public void A_track_alone_or_with_a_file_of_its_own_begins_at_the_first_row()
    {
        LoadPhase[] load = [new Inject(10, TimeSpan.FromSeconds(1))];
        Assert.Equal(0, Given([Using("a", "users.csv", load)], 1)[0].Row);
        IReadOnlyList<(string File, long Row)> both = Given([Using("a", "users.csv", load), Using("b", "other.csv", load)], 1);
        Assert.Equal([0, 0], both.GroupBy(g => g.File).Select(g => g.Min(r => r.Row)));
    }

    [Fact]
    public void Tables_in_sequence_are_left_as_they_are()
    {
        LoadPhase[] load = [new Inject(10, TimeSpan.FromSeconds(1))];
        Track track = Using("a", "users.csv", load, RowOrder.Sequential);
        IReadOnlyList<Track> dealt = RowShare.Deal([track, track with { Name = "b" }], new ScenarioPlan([track, track]));
        Assert.All(dealt, t => Assert.Equal(RowShare.Whole, t.Mix[0].Journey.Tables[0].Share));
    }

    // What the agents run: the arrivals of their segments, and so many iterations of users, or arrivals of a search, after them.
    private static List<(string File, long Row)> Given(IReadOnlyList<Track> tracks, int agents)
    {
        var plan = new ScenarioPlan(tracks);
        var given = new List<(string, long)>();
        foreach ((int t, Track track) in RowShare.Deal(tracks, plan).Index())
        {
            LoadPlan own = plan.Tracks[t];
            DataTable table = track.Mix[0].Journey.Tables[0];
            long runs = own.Arrivals + (own.HasClosedPhases || own.Search is not null ? agents * Iterations : 0);
            for (int agent = 0; agent < agents; agent++)
            {
                for (long n = agent; n < runs; n += agents) given.Add((table.File!, table.Pick(n)!.Value));
            }
        }

        return given;
    }

    private static IReadOnlyList<LoadPhase> Load(Random random) => random.Next(5) == 0
        ? [new StepLoad(1, 1, 10, TimeSpan.FromSeconds(5), 1, TimeSpan.FromSeconds(5))]
        : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomPlan.Phase(random))];

    private static Track Using(string name, string file, IReadOnlyList<LoadPhase> load, RowOrder order = RowOrder.Unique)
    {
        var table = new DataTable("users", ["id"], new Endless()) { Order = order, File = file };
        return new Track { Name = name, Load = load, Mix = [new WeightedJourney(new Journey { Name = name, Target = Target, Steps = [], Tables = [table] }, 1)] };
    }

    private sealed class Endless : IRowSource
    {
        public long Count => long.MaxValue;

        public IReadOnlyList<string> At(long row) => [$"{row}"];
    }
}
