using System.Text.Json;
using LoadProbe.Agent.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What was seen in an incident, from the browser or the handshake of an agent to whoever asks the controller for it.</summary>
public sealed class IncidentEvidenceTests
{
    private const string Good = "<body style='margin:0;background:#f0f0f0'><button id=pay>Pay</button>";
    private const string Broken = "<body style='margin:0;background:#123456'><div style='position:absolute;left:100px;top:50px;width:200px;height:100px;background:#e01b24'></div>";

    private volatile bool _isBroken;

    [Fact]
    public async Task A_page_that_breaks_is_an_incident_with_the_picture_of_the_page_that_failed()
    {
        Machine.Need("chromium");
        using var shop = new PlainServer((_, _) => Task.CompletedTask, _ => "HTTP/1.1 200 OK\r\nContent-Type: text/html") { Says = _ => _isBroken ? Broken : Good };
        await using Fleet fleet = await Fleet.StartAsync(1);
        await fleet.WriteAsync("probes/targets.yaml", $"shop: {{ address: {shop.Address}, class: test }}\n");
        await fleet.WriteAsync("probes/pay.yaml", "target: shop\nevery: 5s\ntimeout: 5s\nbrowser: { viewport: 640x400 }\nsteps:\n  - open: /\n  - name: pay\n    click: { css: \"#pay\" }\n    timeout: 500ms\nverdict: { fail: 1 of 1 }\n");
        await fleet.LeadAsync();
        Uri pages = fleet.Pages(0);
        await fleet.UntilAsync(async () => await fleet.MetricAsync(pages, "loadprobe_probe_state", "state=\"up\"") == 1, "the page is up");
        _isBroken = true;

        JsonElement incident = await IncidentAsync(pages, "pay");
        JsonElement told = incident.GetProperty("attachments")[0];
        Assert.Equal(("picture", "image/png", "agent-0", "pay", incident.GetProperty("first").GetProperty("result").GetString()),
            (Text(told, "kind"), Text(told, "media_type"), Text(told, "agent"), Text(told, "step"), Text(told, "result")));
        byte[] bytes = await BytesAsync(pages, Text(told, "href"));
        Assert.Equal(told.GetProperty("bytes").GetInt32(), bytes.Length);
        var picture = new PngPicture(bytes);
        Assert.Equal((640, 400), (picture.Width, picture.Height));
        Assert.Equal(["#123456", "#e01b24", "#e01b24", "#123456"], new[] { (99, 60), (100, 50), (299, 149), (300, 150) }.Select(at => picture[at.Item1, at.Item2]));
    }

    [Fact]
    public async Task A_server_whose_certificate_has_expired_is_an_incident_with_the_chain_byte_for_byte()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = await certificates.ServeAsync("expired");
        await using Fleet fleet = await Fleet.StartAsync(1);
        await fleet.WriteAsync("probes/targets.yaml", $"shop: {{ address: https://127.0.0.1:{port}, class: test }}\n");
        await fleet.WriteAsync("probes/shop.yaml", "target: shop\nevery: 1s\ntimeout: 1s\nsteps: [ { name: hello, get: / } ]\nverdict: { fail: 2 of 2 }\n");
        await fleet.LeadAsync();

        await ExpiredAsync(fleet.Pages(0), certificates);
    }

    [Fact]
    public async Task In_one_process_it_is_the_same()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        int port = await certificates.ServeAsync("expired");
        string folder = Directory.CreateTempSubdirectory("loadprobe-evidence-").FullName;
        Directory.CreateDirectory($"{folder}/probes");
        await File.WriteAllTextAsync($"{folder}/probes/shop.yaml", $"target: https://127.0.0.1:{port}\nevery: 1s\ntimeout: 1s\nsteps: [ {{ name: hello, tls: }} ]\nverdict: {{ fail: 2 of 2 }}\n");
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {folder}/probes --store {folder}/store.db");
        Uri pages = await dev.AddressAsync();

        await ExpiredAsync(pages, certificates);
        await dev.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_target_that_refuses_is_an_incident_with_the_packets_that_say_so()
    {
        Machine.NeedCapture();
        int port = Machine.FreePort();
        string folder = Directory.CreateTempSubdirectory("loadprobe-evidence-").FullName;
        Directory.CreateDirectory($"{folder}/probes");
        await File.WriteAllTextAsync($"{folder}/probes/shop.yaml", $"target: http://127.0.0.1:{port}\nevery: 1s\ntimeout: 1s\nsteps: [ {{ name: hello, get: / }} ]\nverdict: {{ fail: 2 of 2 }}\n");
        await using Running dev = Running.Start(Machine.Program, $"dev --capture --packets {folder}/packets --listen 127.0.0.1:0 --probes {folder}/probes --store {folder}/store.db");
        Uri pages = await dev.AddressAsync();

        JsonElement incident = await IncidentAsync(pages, "shop");
        Assert.Equal("connect_refused", Text(incident, "cause"));
        JsonElement told = incident.GetProperty("attachments")[0];
        Assert.Equal(("packets", "application/x-pcapng", "hello"), (Text(told, "kind"), Text(told, "media_type"), Text(told, "step")));
        await File.WriteAllBytesAsync($"{folder}/packets.pcapng", await BytesAsync(pages, Text(told, "href")));
        Ended analysed = await Running.LoadProbeAsync($"analyze {folder}/packets.pcapng --json");
        Assert.True(analysed.ExitCode == 0, analysed.ToString());
        JsonElement flow = analysed.Json.GetProperty("flows")[0];
        Assert.Equal(($"127.0.0.1:{port}", "refused"), (Text(flow, "server"), Text(flow.GetProperty("network").GetProperty("connection"), "outcome")));
        await dev.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ExpiredAsync(Uri pages, OpenSsl certificates)
    {
        JsonElement incident = await IncidentAsync(pages, "shop");
        Assert.Equal("tls_untrusted", Text(incident, "cause"));
        JsonElement told = incident.GetProperty("attachments")[0];
        Assert.Equal(("certificates", "application/pem-certificate-chain", "hello"), (Text(told, "kind"), Text(told, "media_type"), Text(told, "step")));
        Assert.Equal(["CN=expired.test", "CN=authority.test"], told.GetProperty("certificates").EnumerateArray().Select(c => Text(c, "subject")));
        Assert.StartsWith("2024-02-01T00:00:00", Text(told.GetProperty("certificates")[0], "not_after"), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(certificates.Chain("expired")), await BytesAsync(pages, Text(told, "href")));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<byte[]> BytesAsync(Uri pages, string href)
    {
        using var client = new HttpClient();
        return await client.GetByteArrayAsync(new Uri(pages, href));
    }

    private static async Task<JsonElement> IncidentAsync(Uri pages, string probe)
    {
        using var client = new HttpClient { BaseAddress = pages };
        using var late = new CancellationTokenSource(Fleet.Limit);
        while (true)
        {
            JsonElement[] all = [.. (await JsonAsync($"/api/incidents?probe={probe}")).EnumerateArray()];
            JsonElement? seen = all.Length == 0 ? null : await JsonAsync($"/api/incidents/{Text(all[0], "id")}");
            if (seen?.GetProperty("attachments").GetArrayLength() > 0) return seen.Value;
            Assert.False(late.IsCancellationRequested, $"{probe} has no incident with evidence: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        async Task<JsonElement> JsonAsync(string path)
        {
            using JsonDocument document = JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)));
            return document.RootElement.Clone();
        }
    }
}
