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
    public async Task A_resolver_that_checks_signatures_says_so_and_of_a_forged_one_nothing()
    {
        (string keys, string sign) = (Machine.Need("ldns-keygen"), Machine.Need("ldns-signzone"));
        string anchors = "";
        foreach (string zone in new[] { "signed.test", "forged.test" })
        {
            await File.WriteAllTextAsync($"{_folder}/{zone}", $"$ORIGIN {zone}.\n$TTL 300\n@ IN SOA ns host 2026112701 3600 600 86400 300\n@ IN NS ns\nns IN A 10.9.0.53\napi IN A 10.9.0.1\n");
            Ended made = await Running.RunAsync(keys, $"-a ECDSAP256SHA256 -k {zone}", TimeSpan.FromSeconds(30), _folder);
            Assert.True(made.ExitCode == 0, made.ToString());
            Ended signed = await Running.RunAsync(sign, $"{zone} {made.Output.Trim()}", TimeSpan.FromSeconds(30), _folder);
            Assert.True(signed.ExitCode == 0, signed.ToString());
            string anchor = (await File.ReadAllTextAsync($"{_folder}/{made.Output.Trim()}.ds")).Trim().Replace('\t', ' ');
            anchors += $"  trust-anchor: \"{anchor}\"\n";
        }

        string forged = await File.ReadAllTextAsync($"{_folder}/forged.test.signed");
        await File.WriteAllTextAsync($"{_folder}/forged.test.signed", forged.Replace("10.9.0.1\n", "10.9.0.66\n", StringComparison.Ordinal));
        int port = Machine.FreePort();
        string zones = string.Concat(new[] { "signed.test", "forged.test" }.Select(z => $"auth-zone:\n  name: \"{z}.\"\n  zonefile: \"{_folder}/{z}.signed\"\n  for-downstream: no\n  for-upstream: yes\n  fallback-enabled: no\n"));
        await File.WriteAllTextAsync($"{_folder}/checking.conf", $"server:\n  interface: 127.0.0.1@{port}\n  do-daemonize: no\n  use-syslog: no\n  logfile: \"\"\n  verbosity: 1\n  username: \"\"\n  chroot: \"\"\n  directory: \"{_folder}\"\n  pidfile: \"\"\n  module-config: \"validator iterator\"\n  local-zone: \"test.\" nodefault\n{anchors}{zones}remote-control:\n  control-enable: no\n");
        await using Running unbound = Running.Start(Machine.Need("unbound"), $"-d -c {_folder}/checking.conf");
        await unbound.LineAsync("start of service");
        string target = $"tcp://127.0.0.1:{port}", server = $"server: \"127.0.0.1:{port}\"";
        await _step.RunAsync(target, $"dns: {{ name: api.signed.test, {server}, expect: {{ authenticated: true, answer: 10.9.0.1 }} }}", "ok");
        await _step.RunAsync(target, $"dns: {{ name: gone.signed.test, {server}, expect: {{ authenticated: true, rcode: NXDOMAIN }} }}", "ok");
        await _step.RunAsync(target, $"dns: {{ name: api.signed.test, {server}, expect: {{ authenticated: false }} }}", "answer_mismatch");
        await _step.RunAsync(target, $"dns: {{ name: api.forged.test, {server}, expect: {{ rcode: SERVFAIL }} }}", "ok");
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
