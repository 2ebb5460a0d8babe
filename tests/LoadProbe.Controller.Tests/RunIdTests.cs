namespace LoadProbe.Controller.Tests;

public class RunIdTests
{
    private static readonly DateTimeOffset s_second = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    // Four letters were the same twice for every third store with 200 ids in one second.
    [Fact]
    public void Ids_of_one_second_are_unlike()
    {
        string[] ids = [.. Enumerable.Range(0, 200).Select(_ => RunId.New(s_second))];

        Assert.Equal(200, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^20260301-093000-[0-9a-f]{8}$", id));
    }

    [Fact]
    public void An_id_tells_when_its_run_was_made() => Assert.Equal(s_second, RunId.Made(RunId.New(s_second)));

    [Fact]
    public void A_name_that_is_none_of_ours_tells_nothing() => Assert.Null(RunId.Made("yesterday's"));
}
