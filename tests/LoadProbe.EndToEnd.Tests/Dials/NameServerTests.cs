using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Questions over each way to name servers that others wrote: unbound and dnsmasq of Debian.</summary>
public sealed class NameServerTests : IDisposable
{
    private readonly OneStep _step = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("unbound-").FullName;

    public void Dispose()
    {
        _step.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_resolver_over_UDP_TCP_TLS_and_HTTPS()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        (int plain, int secure, int web) = (Machine.FreePort(), Machine.FreePort(), Machine.FreePort());
        await using Running unbound = await UnboundAsync(certificates, plain, secure, web);
        string target = $"tcp://127.0.0.1:{plain}", name = "name: api.example.test", good = "expect: { answer: 10.9.0.1 }", bad = "expect: { answer: 10.9.0.9 }";

        await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{plain}\", {good} }}", "ok");
        JsonElement tcp = await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{plain}\", over: tcp, {good} }}", "ok");
        Assert.True(tcp.GetProperty("phases").TryGetProperty("connect", out _), tcp.ToString());
        JsonElement tls = await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{secure}\", over: tls, {good} }}", "ok");
        Assert.Equal("CN=good.test", tls.GetProperty("tls").GetProperty("chain")[0].GetProperty("subject").GetString());
        JsonElement https = await StepAsync($"dns: {{ {name}, server: \"https://127.0.0.1:{web}/dns-query\", over: https, {good} }}", "ok");
        Assert.Equal(("2", "10.9.0.1"), (https.GetProperty("http_version").GetString(), https.GetProperty("answers")[0].GetString()));
        await StepAsync($"dns: {{ name: example.test, type: SOA, server: \"127.0.0.1:{plain}\", expect: {{ serial: 2026112701, answer: ns.example.test }} }}", "ok");
        await StepAsync($"dns: {{ name: example.test, type: SOA, over: tls, server: \"127.0.0.1:{secure}\", expect: {{ serial: {{ min: 2026112701 }} }} }}", "ok");
        await StepAsync($"dns: {{ {name}, dnssec: true, server: \"127.0.0.1:{plain}\", expect: {{ authenticated: false }} }}", "ok");

        await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{secure}\", over: tls, {bad} }}", "answer_mismatch");
        await StepAsync($"dns: {{ {name}, server: \"https://127.0.0.1:{web}/dns-query\", over: https, {bad} }}", "answer_mismatch");
        await StepAsync($"dns: {{ {name}, server: \"https://127.0.0.1:{web}/elsewhere\", over: https }}", "status_mismatch");
        await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{secure}\", over: tls, server_name: dns.example.test }}", "tls_untrusted");
        await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{Machine.FreePort()}\", over: tcp }}", "connect_refused");
        await StepAsync($"dns: {{ name: example.test, type: SOA, server: \"127.0.0.1:{plain}\", expect: {{ serial: {{ min: 2026112702 }} }} }}", "answer_mismatch");
        await StepAsync($"dns: {{ {name}, server: \"127.0.0.1:{plain}\", expect: {{ authenticated: true }} }}", "answer_mismatch");

        Task<JsonElement> StepAsync(string step, string outcome) => _step.RunAsync(target, step, outcome, certificates);
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_in_a_datagram_is_had_over_TCP()
    {
        int port = Machine.FreePort();
        string texts = string.Concat(Enumerable.Range(10, 20).Select(i => $" --txt-record=long.example.test,{i}-{new string('x', 80)}"));
        await using Running dnsmasq = Running.Start(Machine.Need("dnsmasq"), $"--no-daemon --conf-file=/dev/null --no-resolv --no-hosts --log-facility=- --port={port} --listen-address=127.0.0.1 --bind-interfaces --user=root{texts}");
        await dnsmasq.LineAsync("started, version");
        JsonElement all = await _step.RunAsync($"tcp://127.0.0.1:{port}", $"dns: {{ name: long.example.test, type: TXT, server: \"127.0.0.1:{port}\", expect: {{ every: /^\\d\\d-x+$/ }} }}", "ok");
        Assert.Equal(20, all.GetProperty("answers").GetArrayLength());
        Assert.True(all.GetProperty("phases").TryGetProperty("connect", out _), all.ToString());
    }

    [Fact]
    public async Task A_resolver_that_proves_a_signed_zone_and_refuses_one_that_was_changed()
    {
        (int good, int bad) = (Machine.FreePort(), Machine.FreePort());
        string anchor = await SignedZoneAsync();
        await using Running proving = await ProvingAsync(anchor, "zone.signed", good);
        await using Running deceived = await ProvingAsync(anchor, "zone.changed", bad);
        const string name = "name: api.example.test, dnssec: true";

        await _step.RunAsync($"tcp://127.0.0.1:{good}", $"dns: {{ {name}, server: \"127.0.0.1:{good}\", expect: {{ authenticated: true, answer: 10.9.0.1 }} }}", "ok");
        await _step.RunAsync($"tcp://127.0.0.1:{good}", $"dns: {{ {name}, server: \"127.0.0.1:{good}\", expect: {{ authenticated: false }} }}", "answer_mismatch");
        JsonElement refused = await _step.RunAsync($"tcp://127.0.0.1:{bad}", $"dns: {{ {name}, server: \"127.0.0.1:{bad}\", expect: {{ authenticated: true }} }}", "answer_mismatch");
        Assert.Equal("response code SERVFAIL, expected NOERROR", refused.GetProperty("detail").GetString());
    }

    // The file with the hash of the key that the zone is signed by.
    private async Task<string> SignedZoneAsync()
    {
        await File.WriteAllTextAsync($"{_folder}/zone", "$ORIGIN example.test.\n$TTL 300\n@ SOA ns.example.test. host.example.test. 2026112701 3600 600 86400 300\n@ NS ns.example.test.\nns A 127.0.0.1\napi A 10.9.0.1\n");
        string key = (await DoneAsync("ldns-keygen", "-a ECDSAP256SHA256 -k example.test")).Output.Trim();
        await DoneAsync("ldns-signzone", $"zone {key}");
        string zone = await File.ReadAllTextAsync($"{_folder}/zone.signed");
        Assert.Contains("10.9.0.1", zone, StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{_folder}/zone.changed", zone.Replace("10.9.0.1", "10.9.0.66", StringComparison.Ordinal));
        return $"{_folder}/{key}.ds";
    }

    private async Task<Ended> DoneAsync(string program, string arguments)
    {
        Ended ended = await Running.RunAsync(Machine.Need(program), arguments, TimeSpan.FromSeconds(30), _folder);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended;
    }

    private async Task<Running> ProvingAsync(string anchor, string zone, int port)
    {
        await File.WriteAllTextAsync($"{_folder}/{zone}.conf", $"""
            server:
              interface: 127.0.0.1@{port}
              do-daemonize: no
              use-syslog: no
              logfile: ""
              verbosity: 1
              username: ""
              chroot: ""
              directory: "{_folder}"
              pidfile: ""
              module-config: "validator iterator"
              trust-anchor-file: "{anchor}"
              trust-anchor-signaling: no
              local-zone: "test." nodefault
            auth-zone:
              name: "example.test."
              zonefile: "{_folder}/{zone}"
              for-downstream: no
              for-upstream: yes
            remote-control:
              control-enable: no
            """);
        Running unbound = Running.Start(Machine.Need("unbound"), $"-d -c {_folder}/{zone}.conf");
        await unbound.LineAsync("start of service");
        return unbound;
    }

    private async Task<Running> UnboundAsync(OpenSsl certificates, int plain, int secure, int web)
    {
        string program = Machine.Need("unbound");
        await File.WriteAllTextAsync($"{_folder}/unbound.conf", $"""
            server:
              interface: 127.0.0.1@{plain}
              interface: 127.0.0.1@{secure}
              interface: 127.0.0.1@{web}
              tls-port: {secure}
              https-port: {web}
              tls-service-key: "{certificates.Key("good")}"
              tls-service-pem: "{certificates.Chain("good")}"
              do-daemonize: no
              use-syslog: no
              logfile: ""
              verbosity: 1
              username: ""
              chroot: ""
              directory: "{_folder}"
              pidfile: ""
              module-config: "iterator"
              local-zone: "example.test." static
              local-data: "example.test. SOA ns.example.test. host.example.test. 2026112701 3600 600 86400 300"
              local-data: "api.example.test. A 10.9.0.1"
            remote-control:
              control-enable: no
            """);
        Running unbound = Running.Start(program, $"-d -c {_folder}/unbound.conf");
        await unbound.LineAsync("start of service");
        return unbound;
    }
}
