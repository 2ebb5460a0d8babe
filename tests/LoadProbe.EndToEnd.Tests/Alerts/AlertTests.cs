using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Incidents of a fleet, told to a real Alertmanager, over a real SMTP server and to a webhook.</summary>
public sealed class AlertTests
{
    private const int Agents = 3;

    private volatile bool _isBroken;

    [Fact]
    public async Task Two_probes_that_three_agents_see_down_are_two_alerts_one_mail_and_one_call_whoever_leads_and_their_end_is_told_once()
    {
        await using AlertmanagerServer manager = await AlertmanagerServer.StartAsync();
        await using MailServer mail = MailServer.Prepare();
        await mail.StartAsync();
        using var chat = new Hook();
        await using Fleet fleet = await StartAsync(mail, $"am: {{ alertmanager: \"{manager.Address}\", every: 1s }}", Desk(mail), $"chat: {{ webhook: {chat.Address} }}");
        await fleet.LeadAsync();
        await UpAsync(fleet);

        _isBroken = true;
        await fleet.UntilAsync(async () => (await manager.FiringAsync()).Count == 2 && mail.Mails.Count > 0 && chat.Documents.Count > 0, "all are told");
        // What came later than the first is told again until all agents are named.
        await fleet.UntilAsync(async () => (await manager.FiringAsync()).All(a => Annotation(a, "agents") == "agent-0, agent-1, agent-2"), "each alert names its agents");
        JsonElement[] alerts = [.. await manager.FiringAsync()];
        Assert.Equal(["login", "quotes"], alerts.Select(a => Label(a, "probe")).Order());
        Assert.All(alerts, a => Assert.Equal(("ProbeDown", "warning", "counted", "get", "status_mismatch"), (Label(a, "alertname"), Label(a, "severity"), Label(a, "target"), Label(a, "step"), Label(a, "cause"))));
        Assert.All(alerts, a => Assert.StartsWith("https://loadprobe.example.com/incidents/", a.GetProperty("generatorURL").GetString(), StringComparison.Ordinal));
        string told = Assert.Single(mail.Mails);
        Assert.StartsWith("mail to ops@example.com | down (warning): login on counted, quotes on counted | ", told, StringComparison.Ordinal);
        JsonElement call = Assert.Single(chat.Documents);
        Assert.Equal(("firing", 2), (call.GetProperty("status").GetString(), call.GetProperty("alerts").GetArrayLength()));

        fleet.Controller(0).Signal("KILL");
        await fleet.Controller(0).ExitAsync(TimeSpan.FromSeconds(10));
        await fleet.StartControllerAsync(0);
        await fleet.UntilAsync(async () => await fleet.LeaderAsync() is { } pages && await fleet.MetricAsync(pages, "loadprobe_alerts_sent_total", "outcome=\"ok\"") >= 3, "the next one keeps the alerts alive");
        Assert.Equal(2, (await manager.FiringAsync()).Count);
        Assert.Equal((1, 1), (mail.Mails.Count, chat.Documents.Count));

        _isBroken = false;
        await fleet.UntilAsync(async () => (await manager.FiringAsync()).Count == 0 && mail.Mails.Count > 1 && chat.Documents.Count > 1, "the end is told");
        await fleet.UntilAsync(async () => await fleet.MetricAsync((await fleet.LeaderAsync())!, "loadprobe_alerts_waiting") == 0, "nothing waits");
        Assert.Contains("| resolved: login on counted, quotes on counted |", Assert.Single(mail.Mails.Skip(1)), StringComparison.Ordinal);
        Assert.Equal(["firing", "resolved"], chat.Documents.Select(d => d.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_while_an_incident_comes_and_goes_is_told_of_both_when_it_is_back()
    {
        await using MailServer mail = MailServer.Prepare();
        await using Fleet fleet = await StartAsync(mail, Desk(mail));
        await fleet.LeadAsync();
        await UpAsync(fleet);

        _isBroken = true;
        await fleet.UntilAsync(() => WaitingAsync(fleet, 1), "the beginning waits");
        _isBroken = false;
        await fleet.UntilAsync(() => WaitingAsync(fleet, 2), "the end waits");
        await mail.StartAsync();
        await fleet.UntilAsync(() => Task.FromResult(mail.Mails.Count == 2), "both are told", TimeSpan.FromSeconds(90));
        Assert.Equal(["down (warning): login on counted, quotes on counted", "resolved: login on counted, quotes on counted"], mail.Mails.Select(m => m.Split(" | ")[1]));
        Assert.Equal(0, await fleet.MetricAsync((await fleet.LeaderAsync())!, "loadprobe_alerts_dropped_total"));
    }

    private static string Desk(MailServer mail) =>
        $"desk: {{ mail: ops@example.com, from: loadprobe@example.com, server: \"127.0.0.1:{mail.Port}\", user: loadprobe, password: \"${{secret:env:SMTP_PASSWORD}}\" }}";

    private static string? Label(JsonElement alert, string name) => alert.GetProperty("labels").GetProperty(name).GetString();

    private static string? Annotation(JsonElement alert, string name) => alert.GetProperty("annotations").GetProperty(name).GetString();

    private static async Task<bool> WaitingAsync(Fleet fleet, int count) => await fleet.MetricAsync((await fleet.LeaderAsync())!, "loadprobe_alerts_waiting", "desk") == count;

    // Two probes of one target, down when all agents say so.
    private async Task<Fleet> StartAsync(MailServer mail, params string[] receivers)
    {
        var server = new ArrivalServer(head: _ => _isBroken ? "HTTP/1.1 503 Service Unavailable" : null);
        Fleet fleet = await Fleet.StartAsync(Agents, server: server, environment: [("SSL_CERT_FILE", mail.Certificate), ("SMTP_PASSWORD", MailServer.Password)]);
        foreach (string probe in (string[])["login", "quotes"])
            await fleet.WriteAsync($"probes/{probe}.yaml", "target: counted\nevery: 1s\ntimeout: 1s\nsteps: [ { name: get, get: /n/1, expect: { status: 200 } } ]\nverdict: { fail: 2 of 2, quorum: 3, severity: warning }\n");
        await fleet.WriteAsync("probes/targets.yaml", $"counted: {{ address: {server.Address}, class: test }}\n");
        await fleet.WriteAsync("probes/receivers.yaml", $"receivers:\n  {string.Join("\n  ", receivers)}\ngroup: {{ by: [ target ], wait: 8s }}\nlink: https://loadprobe.example.com\n");
        return fleet;
    }

    private static Task UpAsync(Fleet fleet) => fleet.UntilAsync(async () => await fleet.MetricAsync((await fleet.LeaderAsync())!, "loadprobe_probe_state", "state=\"up\"") == 2, "both probes are up");

    /// <summary>Keeps the documents that it is called with.</summary>
    private sealed class Hook : IDisposable
    {
        private readonly ConcurrentQueue<JsonElement> _documents = new();
        private readonly System.Net.HttpListener _listener = new();

        public Hook()
        {
            Address = new Uri($"http://127.0.0.1:{Machine.FreePort()}/hook/");
            _listener.Prefixes.Add(Address.AbsoluteUri);
            _listener.Start();
            _ = ListenAsync();
        }

        public Uri Address { get; }

        public IReadOnlyCollection<JsonElement> Documents => _documents;

        public void Dispose() => _listener.Close();

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    System.Net.HttpListenerContext call = await _listener.GetContextAsync();
                    using var reader = new StreamReader(call.Request.InputStream, Encoding.UTF8);
                    using JsonDocument document = JsonDocument.Parse(await reader.ReadToEndAsync(CancellationToken.None));
                    _documents.Enqueue(document.RootElement.Clone());
                    call.Response.Close();
                }
            }
            catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException)
            {
                // The listener was closed: the test is over.
            }
        }
    }
}
