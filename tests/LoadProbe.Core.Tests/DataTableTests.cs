namespace LoadProbe.Core.Tests;

/// <summary>Which row an arrival gets follows from its number alone: that is all that agents agree on.</summary>
public class DataTableTests
{
    private const long Arrivals = 10_000;

    public static TheoryData<int> Agents => [.. Enumerable.Range(1, 9)];

    [Fact]
    public void In_sequence_the_first_row_comes_again_after_the_last()
    {
        DataTable table = Table(3, RowOrder.Sequential);
        Assert.Equal([0, 1, 2, 0, 1], Enumerable.Range(0, 5).Select(n => table.Pick(n)!.Value));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void Unique_rows_are_given_once_by_all_agents_together_and_then_to_nobody(int agents)
    {
        const long rows = 7_001;
        DataTable table = Table(rows, RowOrder.Unique);

        long?[] given = [.. Enumerable.Range(0, agents).SelectMany(i => Of(new Segment(i, agents)).Select(n => table.Pick(n)))];

        Assert.Equal(Arrivals, given.Length);
        Assert.Equal(Enumerable.Range(0, (int)rows).Select(r => (long?)r), given.Where(r => r is not null).Order());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void Random_rows_are_the_same_however_many_agents_draw_them(int agents)
    {
        DataTable table = Table(1_000, RowOrder.Random, seed: 42);
        long?[] whole = [.. Of(Segment.Whole).Select(n => table.Pick(n))];

        for (int i = 0; i < agents; i++)
        {
            // Another agent has read the file for itself.
            DataTable own = Table(1_000, RowOrder.Random, seed: 42);
            Assert.All(Of(new Segment(i, agents)), n => Assert.Equal(whole[n], own.Pick(n)));
        }
    }

    [Fact]
    public void Random_rows_are_spread_evenly_and_differ_by_seed_and_by_table()
    {
        DataTable table = Table(100, RowOrder.Random, seed: 1);
        int[] hits = new int[100];
        for (long n = 0; n < 100_000; n++) hits[table.Pick(n)!.Value]++;

        // A thousand each; five standard deviations are 157.
        Assert.All(hits, h => Assert.InRange(h, 840, 1_160));
        Assert.InRange(Alike(table, Table(100, RowOrder.Random, seed: 2)), 50, 150);
        Assert.InRange(Alike(table, table with { Name = "other" }), 50, 150);
    }

    [Fact]
    public void A_run_without_a_row_lacks_it_and_says_so()
    {
        DataTable table = Table(2, RowOrder.Unique);
        var journey = new Journey { Name = "j", Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1") }, Steps = [], Tables = [table] };
        var variables = new Variables(new NoSecrets());

        variables.Begin(journey, 1);
        Assert.Equal(("1", null), (variables["users.id"], variables.Lack));

        variables.Begin(journey, 2);
        Assert.Equal("table users gives each of its 2 rows once, and this is run 3: give it more rows, or another order", variables.Lack);
        Assert.Throws<KeyNotFoundException>(() => variables["users.id"]);
    }

    [Fact]
    public void A_row_that_is_held_costs_no_memory()
    {
        DataTable table = Table(1_000, RowOrder.Random);
        for (long n = 0; n < 100; n++) table.Row(n, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long n = 0; n < 10_000; n++) table.Row(n, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DataTable Table(long rows, RowOrder order, long seed = 0) =>
        new("users", ["id"], new ListedRows([.. Enumerable.Range(0, (int)rows).Select(r => (IReadOnlyList<string>)[$"{r}"])])) { Order = order, Seed = seed };

    private static IEnumerable<long> Of(Segment segment)
    {
        for (long n = segment.Index; n < Arrivals; n += segment.Count) yield return n;
    }

    private static int Alike(DataTable one, DataTable other) => Enumerable.Range(0, (int)Arrivals).Count(n => one.Pick(n) == other.Pick(n));
}
