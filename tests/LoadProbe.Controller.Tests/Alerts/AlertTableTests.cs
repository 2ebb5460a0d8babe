namespace LoadProbe.Controller.Tests;

/// <summary>What every store does with what receivers were told, whichever database is below.</summary>
public sealed class AlertTableTests(SharedPostgres postgres) : EitherStore(postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_of_a_group_survives_closing_the_store_each_receiver_has_its_own_and_an_empty_one_is_gone(bool server)
    {
        Alert open = Alert.Of(Told.Incident("login", Judged.Begin), null), over = open with { Incident = open.Incident with { Closed = Judged.Begin.AddMinutes(3) } };
        var labels = new Dictionary<string, string> { ["target"] = "shop \"außer\"", ["severity"] = "critical" };
        var first = new Notification(Guid.NewGuid(), Judged.Begin, labels, [open], []);
        var second = new Notification(Guid.NewGuid(), Judged.Begin.AddMinutes(4), labels, [], [over]);
        var group = new AlertGroup { Labels = labels, Told = [open], At = Judged.Begin, Waiting = [first, second] };
        await using (IStore store = await OpenAsync(server))
        {
            await store.Alerts.SaveAsync("chat", group with { Waiting = [] }, Token);
            await store.Alerts.SaveAsync("chat", group, Token);
        }

        await using IStore again = await OpenAsync(server);
        AlertGroup read = Assert.Single(await again.Alerts.ReadAsync("chat", Token));
        Assert.Equal((group.At, AlertTable.Key(labels)), (read.At, AlertTable.Key(read.Labels)));
        Assert.Equal([first.Id, second.Id], read.Waiting.Select(w => w.Id));
        Assert.Equal([false, true], read.Waiting.Select(w => w.IsOver));
        Assert.Equal(open.Labels, Assert.Single(read.Told).Labels);
        Assert.Equal(over.Incident.Closed, Assert.Single(read.Waiting[1].Resolved).Incident.Closed);
        Assert.Empty(await again.Alerts.ReadAsync("desk", Token));

        await again.Alerts.SaveAsync("chat", new AlertGroup { Labels = labels }, Token);
        Assert.Empty(await again.Alerts.ReadAsync("chat", Token));
    }
}
