namespace LoadProbe.Controller.Tests;

/// <summary>What every store does with incidents, whichever database is below.</summary>
public sealed class IncidentTableTests(SharedPostgres postgres) : EitherStore(postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_of_an_incident_survives_closing_the_store_and_its_newest_state_counts(bool server)
    {
        Incident open = Incident("login", 1), closed = open with { Closed = Judged.Begin.AddMinutes(9), Reopened = 2, Agents = ["a", "b", "c"] };
        await using (IStore store = await OpenAsync(server))
        {
            await store.Incidents.SaveAsync([open], Token);
            await store.Incidents.SaveAsync([closed], Token);
        }

        await using IStore again = await OpenAsync(server);
        Incident read = (await again.Incidents.FindAsync($"{open.Id}", Token))!;
        Assert.Equal(closed with { Agents = read.Agents }, read);
        Assert.Equal(closed.Agents, read.Agents);
        Assert.Null(await again.Incidents.FindAsync($"{Guid.NewGuid()}", Token));
        Assert.Null(await again.Incidents.FindAsync("no id at all", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_ones_come_first_and_of_both_the_newest(bool server)
    {
        await using IStore store = await OpenAsync(server);
        Incident[] all = [Incident("login", 1), Incident("login", 2, closed: 3), Incident("quotes", 4), Incident("quotes", 5, closed: 6), Incident("login", 7)];
        await store.Incidents.SaveAsync(all, Token);

        Assert.Equal([all[4].Id, all[2].Id, all[0].Id, all[3].Id, all[1].Id], Ids(await store.Incidents.ListAsync(null, 10, Token)));
        Assert.Equal([all[4].Id, all[0].Id, all[1].Id], Ids(await store.Incidents.ListAsync("login", 10, Token)));
        Assert.Equal([all[4].Id, all[2].Id], Ids(await store.Incidents.ListAsync(null, 2, Token)));
        Assert.Empty(await store.Incidents.ListAsync("nobody", 10, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_begins_to_lead_is_told_what_is_open_and_what_was_closed_lately(bool server)
    {
        await using IStore store = await OpenAsync(server);
        Incident[] all = [Incident("a", 1), Incident("b", 2, closed: 30), Incident("c", 3, closed: 31), Incident("d", 4, closed: 32)];
        await store.Incidents.SaveAsync(all, Token);

        Assert.Equal([all[0].Id, all[2].Id, all[3].Id], Ids(await store.Incidents.RecentAsync(Judged.Begin.AddMinutes(30), Token)));
    }

    private static IEnumerable<Guid> Ids(IReadOnlyList<Incident> incidents) => incidents.Select(i => i.Id);

    private static Incident Incident(string probe, int opened, int? closed = null)
    {
        DateTimeOffset at = Judged.Begin.AddMinutes(opened);
        var evidence = new Evidence(Guid.CreateVersion7(at), "a", at, Outcome.StatusMismatch, "open", "status 503: \"außer Betrieb\"");
        return new Incident
        {
            Id = Guid.CreateVersion7(at), Probe = probe, Target = "shop", Opened = at, Closed = closed is { } minute ? Judged.Begin.AddMinutes(minute) : null,
            Cause = evidence.Outcome, Step = evidence.Step, Detail = evidence.Detail, First = evidence, Last = evidence with { Agent = "b" }, Agents = ["a", "b"],
        };
    }
}
