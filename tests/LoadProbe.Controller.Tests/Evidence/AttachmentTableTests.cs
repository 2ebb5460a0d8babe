using System.Security.Cryptography;
using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>What every store does with what was seen in failed runs, whichever database is below.</summary>
public sealed class AttachmentTableTests(SharedPostgres postgres) : EitherStore(postgres)
{
    private protected override TimeProvider Clock { get; } = new ImaginedClock(Seen.Begin.AddMinutes(30));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_in_any_order_and_more_than_once_are_one_file_when_the_last_is_there(bool server)
    {
        byte[] packets = RandomNumberGenerator.GetBytes(300_000);
        IReadOnlyList<AttachmentPart> parts = AttachmentPart.Of(new Attachment(Seen.Run(1), "login", "a", Seen.Begin.AddMinutes(1).AddTicks(7), null, "packets.pcapng", AttachmentKinds.Packets, packets));
        await using (IStore store = await OpenAsync(server))
        {
            foreach (AttachmentPart part in (AttachmentPart[])[parts[2], parts[0], parts[2]]) await store.Attachments.SaveAsync(part, Seen.Begin, Token);
            Assert.Empty(await ListAsync(store));
            Assert.Null(await store.Attachments.ReadAsync(Seen.Run(1), "packets.pcapng", Token));
            await store.Attachments.SaveAsync(parts[1], Seen.Begin, Token);
        }

        await using IStore again = await OpenAsync(server);
        Assert.Equal(packets, await again.Attachments.ReadAsync(Seen.Run(1), "packets.pcapng", Token));
        Assert.Equal(new StoredAttachment(Seen.Run(1), "login", "a", Seen.Begin.AddMinutes(1), null, "packets.pcapng", AttachmentKinds.Packets, 300_000, Seen.Begin, true), Assert.Single(await ListAsync(again)));
        Assert.Null(await again.Attachments.ReadAsync(Seen.Run(1), "other", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Those_of_a_probe_and_a_time_are_told_oldest_first(bool server)
    {
        await using IStore store = await OpenAsync(server);
        foreach (AttachmentPart part in (AttachmentPart[])[Seen.Part(9), Seen.Part(3), Seen.Part(3, "b"), Seen.Part(5, probe: "quotes"), Seen.Part(10)]) await store.Attachments.SaveAsync(part, Seen.Begin, Token);

        Assert.Equal([(3, "a"), (3, "b"), (9, "a")], (await store.Attachments.ListAsync("login", Seen.Begin.AddMinutes(3), Seen.Begin.AddMinutes(9), Token)).Select(a => ((int)(a.At - Seen.Begin).TotalMinutes, a.Agent)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_an_incident_closes_the_first_and_the_newest_are_left_and_its_housekeeping_is_the_stores(bool server)
    {
        await using IStore store = await OpenAsync(server);
        for (int minute = 1; minute <= 4; minute++) await store.Attachments.SaveAsync(Seen.Part(minute), Seen.Begin.AddMinutes(minute), Token);
        await store.Attachments.SaveAsync(Seen.Part(2, probe: "quotes", agent: "b"), Seen.Begin.AddDays(-2), Token);
        await store.Incidents.SaveAsync([Seen.Incident(1, 4)], Token);
        await store.TidyAsync(Token);
        Assert.Equal([1, 2, 3, 4], await MinutesAsync(store));
        Assert.Empty(await store.Attachments.ListAsync("quotes", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Token));

        Incident open = (await store.Incidents.ListAsync(null, 1, Token))[0];
        await store.Incidents.SaveAsync([open with { Closed = Seen.Begin.AddMinutes(6) }], Token);
        await store.TidyAsync(Token);
        Assert.Equal([1, 4], await MinutesAsync(store));
        await store.TidyAsync(Token);
        Assert.Equal([1, 4], await MinutesAsync(store));
    }

    private static Task<IReadOnlyList<StoredAttachment>> ListAsync(IStore store) => store.Attachments.ListAsync("login", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Token);

    private static async Task<IEnumerable<int>> MinutesAsync(IStore store) => (await ListAsync(store)).Select(a => (int)(a.At - Seen.Begin).TotalMinutes);
}
