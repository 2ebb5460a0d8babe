using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>What was seen in an incident, over the API.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private readonly Incident _incident = Seen.Incident(1, 4, closed: 6, "a", "b");
    private ApiServer _server = null!;
    private string _key = "";

    public static TheoryData<string> Names =>
    [
        $"{Seen.Run(2)}-1-picture.png", $"{Seen.Run(1)}-2-picture.png", $"{Seen.Run(1)}", $"{Seen.Run(1)}-", "1-picture.png", $"{Seen.Run(9)}-1-picture.png", $"{Seen.Run(2, "c")}-1-picture.png",
        $"{Seen.Run(1)}-..%2F1-picture.png", $"{Seen.Run(1):n}-1-picture.png", "..%2f..%2fstore.db",
    ];

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _key = await _server.KeyAsync(Scope.Read);
        await _server.Controller.Store.Incidents.SaveAsync([_incident], Token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_an_agent_tells_is_listed_with_the_incident_and_can_be_had_byte_for_byte()
    {
        ScriptedAgent agent = await _server.JoinAsync("a");
        byte[] picture = RandomNumberGenerator.GetBytes(400_000);
        foreach (AttachmentPart part in AttachmentPart.Of(new Attachment(Seen.Run(1), "login", "a", Seen.Begin.AddMinutes(1), "open", "1-picture.png", AttachmentKinds.Png, picture))) await agent.SayAsync(part);
        await UntilAsync(async () => (await ListedAsync()).Length == 1);

        JsonElement line = (await ListedAsync()).Single();
        Assert.Equal(($"{Seen.Run(1)}-1-picture.png", "picture", "image/png", 400_000, "a", "open", $"{Seen.Run(1)}", "2026-03-02T09:31:00.000000Z"),
            (Text(line, "name"), Text(line, "kind"), Text(line, "media_type"), line.GetProperty("bytes").GetInt32(), Text(line, "agent"), Text(line, "step"), Text(line, "result"), Text(line, "at")));
        Assert.False(line.TryGetProperty("certificates", out _));
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, Text(line, "href")!, _key);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", $"{answer.Content.Headers.ContentType}");
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'none'; sandbox"], answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("1-certificates.pem", AttachmentKinds.Certificates)]
    [InlineData("packets.pcapng", AttachmentKinds.Packets)]
    public async Task Certificates_and_packets_are_taken_away_as_files(string name, string type)
    {
        await SaveAsync(Seen.Part(1, name: name, mediaType: type));
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, $"/api/incidents/{_incident.Id}/evidence/{Seen.Run(1)}-{name}", _key);

        Assert.Equal((type, "attachment", $"{Seen.Run(1)}-{name}"), ($"{answer.Content.Headers.ContentType}", answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileName));
    }

    [Fact]
    public async Task Certificates_are_told_with_what_is_in_them_also_those_that_nobody_can_read()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("shop.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 expired = request.CreateSelfSigned(Seen.Begin.AddDays(-40), Seen.Begin.AddDays(-10));
        await SaveAsync(Seen.Part(1, name: "1-certificates.pem", mediaType: AttachmentKinds.Certificates, bytes: Encoding.ASCII.GetBytes($"{expired.ExportCertificatePem()}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")));

        JsonElement[] told = [.. (await ListedAsync()).Single().GetProperty("certificates").EnumerateArray()];
        Assert.Equal(("CN=shop.test", "CN=shop.test", "2026-01-21T09:30:00.000000Z", "2026-02-20T09:30:00.000000Z", Convert.ToHexStringLower(SHA256.HashData(expired.RawData))),
            (Text(told[0], "subject"), Text(told[0], "issuer"), Text(told[0], "not_before"), Text(told[0], "not_after"), Text(told[0], "fingerprint_sha256")));
        Assert.Equal(["shop.test", "127.0.0.1"], told[0].GetProperty("names").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal((2, JsonValueKind.String), (told.Length, told[1].GetProperty("fault").ValueKind));
    }

    [Fact]
    public async Task What_other_agents_saw_or_was_seen_at_other_times_is_not_of_it()
    {
        foreach (AttachmentPart part in (AttachmentPart[])[Seen.Part(0), Seen.Part(1), Seen.Part(2, "b"), Seen.Part(2, "c"), Seen.Part(7), Seen.Part(3, probe: "quotes")]) await SaveAsync(part);

        Assert.Equal([$"{Seen.Run(1)}-1-picture.png", $"{Seen.Run(2, "b")}-1-picture.png"], (await ListedAsync()).Select(l => Text(l, "name")));
        Assert.False((await _server.JsonAsync(HttpMethod.Get, "/api/incidents", _key))[0].TryGetProperty("attachments", out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_that_is_none_of_the_incidents_is_404(string name)
    {
        foreach (AttachmentPart part in (AttachmentPart[])[Seen.Part(1), Seen.Part(9), Seen.Part(2, "c")]) await SaveAsync(part);
        using HttpResponseMessage answer = await _server.SendAsync(HttpMethod.Get, $"/api/incidents/{_incident.Id}/evidence/{name}", _key);
        using HttpResponseMessage other = await _server.SendAsync(HttpMethod.Get, $"/api/incidents/{Guid.NewGuid()}/evidence/{Seen.Run(1)}-1-picture.png", _key);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (answer.StatusCode, other.StatusCode));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await done()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }

    private Task SaveAsync(AttachmentPart part) => _server.Controller.Store.Attachments.SaveAsync(part, Seen.Begin, Token);

    private async Task<JsonElement[]> ListedAsync() => [.. (await _server.JsonAsync(HttpMethod.Get, $"/api/incidents/{_incident.Id}", _key)).GetProperty("attachments").EnumerateArray()];
}
