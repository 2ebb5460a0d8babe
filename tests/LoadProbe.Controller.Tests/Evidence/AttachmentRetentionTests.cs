namespace LoadProbe.Controller.Tests;

public sealed class AttachmentRetentionTests
{
    private static readonly Retention Usual = new();

    [Fact]
    public void Of_a_closed_incident_the_first_and_the_newest_of_each_agent_stay()
    {
        StoredAttachment[] all = [.. Enumerable.Range(1, 5).SelectMany(minute => new[] { Seen.Stored(minute, "a"), Seen.Stored(minute, "b") })];

        Assert.Equal(all.Where(a => a.At != Seen.Begin.AddMinutes(1) && a.At != Seen.Begin.AddMinutes(5)), Over(all, [Seen.Incident(1, 5, closed: 6, "a", "b")], minute: 7));
    }

    [Fact]
    public void All_that_one_run_left_stays_with_it()
    {
        StoredAttachment[] all = [Seen.Stored(1), Seen.Stored(1, name: "1-certificates.pem"), Seen.Stored(2)];

        Assert.Empty(Over(all, [Seen.Incident(1, 2, closed: 3)], minute: 4));
    }

    [Fact]
    public void While_it_is_open_the_first_and_the_newest_ten_stay_however_long_it_is()
    {
        StoredAttachment[] all = [.. Enumerable.Range(1, 50).Select(m => Seen.Stored(m))];

        Assert.Equal(all[1..40], Over(all, [Seen.Incident(1, 50)], minute: 60 * 24 * 1_000));
        Assert.Empty(Over([all[0], .. all[40..]], [Seen.Incident(1, 50)], minute: 60 * 24 * 1_000));
    }

    [Fact]
    public void What_is_of_no_incident_waits_a_day_for_one()
    {
        StoredAttachment[] all = [Seen.Stored(1), Seen.Stored(5, "c"), Seen.Stored(5, probe: "quotes")];
        Incident elsewhere = Seen.Incident(4, 6, agents: "a");

        Assert.Empty(Over(all, [elsewhere], minute: 60 * 24));
        Assert.Equal(all, Over(all, [elsewhere], minute: (60 * 24) + 6));
    }

    [Fact]
    public void What_lacks_a_part_for_an_hour_will_never_have_it()
    {
        StoredAttachment[] all = [Seen.Stored(1, isWhole: false)];

        Assert.Empty(Over(all, [Seen.Incident(1, 2)], minute: 60));
        Assert.Equal(all, Over(all, [Seen.Incident(1, 2)], minute: 61));
    }

    [Fact]
    public void It_goes_when_its_incident_is_over_for_long_enough()
    {
        StoredAttachment[] all = [Seen.Stored(1)];
        Incident closed = Seen.Incident(1, 1, closed: 10);

        Assert.Empty(AttachmentRetention.Over(all, [closed], Usual, closed.Closed!.Value.AddDays(90).AddSeconds(-1)));
        Assert.Equal(all, AttachmentRetention.Over(all, [closed], Usual, closed.Closed!.Value.AddDays(90)));
    }

    [Fact]
    public void Beyond_the_bound_what_is_of_no_incident_goes_first_then_what_lies_between_then_the_oldest()
    {
        StoredAttachment[] all = [Seen.Stored(1, size: 10), Seen.Stored(2, size: 10), Seen.Stored(3, size: 10), Seen.Stored(9, "z", size: 10)];
        Incident open = Seen.Incident(1, 3);

        foreach ((long bytes, int[] gone) in ((long, int[])[])[(40, []), (39, [9]), (30, [9]), (29, [9, 2]), (19, [9, 2, 1]), (9, [9, 2, 1, 3])])
            Assert.Equal(gone.Select(m => Seen.Begin.AddMinutes(m)), AttachmentRetention.Over(all, [open], Usual with { AttachmentBytes = bytes }, Seen.Begin.AddMinutes(10)).Select(a => a.At));
    }

    [Fact]
    public void Their_number_is_bounded_as_well()
    {
        StoredAttachment[] all = [.. Enumerable.Range(0, AttachmentRetention.Most + 7).Select(i => Seen.Stored(1, name: $"{i}.png"))];

        Assert.Equal(7, Over(all, [Seen.Incident(1, 1)], minute: 2).Count());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void It_is_of_an_incident_from_its_first_failed_run_to_its_end(int minute, bool expected) =>
        Assert.Equal(expected, AttachmentRetention.IsOf(Seen.Stored(minute), Seen.Incident(1, 6, closed: 7)));

    private static IEnumerable<StoredAttachment> Over(IReadOnlyList<StoredAttachment> all, IReadOnlyList<Incident> incidents, int minute) => AttachmentRetention.Over(all, incidents, Usual, Seen.Begin.AddMinutes(minute));
}
