using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// Dials of servers that others wrote: nginx, openssl and dnsmasq of Debian, what is right and what is wrong.
/// Those of PostgreSQL, gRPC and WebSockets are dialled in LoadProbe.Probing.Tests.
/// </summary>
public sealed class RealServerTests : IDisposable
{
    private readonly OneStep _step = new();

    public void Dispose() => _step.Dispose();

    [Fact]
    public async Task A_web_server_over_HTTP_1_and_2()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        string plain = $"http://127.0.0.1:{nginx.Http}", secure = $"https://127.0.0.1:{nginx.Https}";

        JsonElement ok = await StepAsync(plain, "get: /ok\n    expect: { status: 200, body: all is well, header: { X-Node: a1 } }", "ok");
        Assert.Equal("1.1", ok.GetProperty("http_version").GetString());
        JsonElement second = await StepAsync(secure, "get: /ok\n    version: 2\n    expect: { body: all is well }", "ok", certificates);
        Assert.Equal("2", second.GetProperty("http_version").GetString());
        Assert.Equal("h2", second.GetProperty("tls").GetProperty("alpn").GetString());
        await StepAsync(plain, "get: /ok\n    headers: { Accept-Encoding: gzip }\n    expect: { body: all is well }", "ok");
        await StepAsync(plain, "get: /moved\n    expect: { status: 200 }", "ok");
        await StepAsync(plain, "get: /moved\n    redirects: 0\n    expect: { status: 301, header: { Location: /moved-again } }", "ok");
        await StepAsync(plain, "get: /private\n    headers: { Authorization: Basic YW5uOnBhc3M= }\n    expect: { body: staff only }", "ok");

        await StepAsync(plain, "get: /gone", "status_mismatch");
        await StepAsync(plain, "get: /private", "status_mismatch");
        await StepAsync(plain, "get: /round", "protocol_error");
        await StepAsync(plain, "get: /ok\n    expect: { body: all is lost }", "body_mismatch");
        await StepAsync($"http://127.0.0.1:{nginx.Https}", "get: /ok", "status_mismatch");
        await StepAsync($"https://127.0.0.1:{nginx.Http}", "get: /ok", "tls_failed");
        await StepAsync($"http://127.0.0.1:{Machine.FreePort()}", "get: /ok", "connect_refused");
    }

    [Fact]
    public async Task A_TLS_server_good_expired_for_another_name_and_of_an_old_version()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        (int good, int expired, int elsewhere, int second, int old) = (
            await certificates.ServeAsync("good"), await certificates.ServeAsync("expired"), await certificates.ServeAsync("elsewhere"),
            await certificates.ServeAsync("good", "-tls1_2"), await certificates.ServeAsync("good", "-tls1_1 -cipher DEFAULT@SECLEVEL=0"));

        JsonElement tls = (await StepAsync($"https://127.0.0.1:{good}", "tls:\n    expect: { valid_for: 7d }", "ok", certificates)).GetProperty("tls");
        Assert.Equal(["CN=good.test", "CN=authority.test"], tls.GetProperty("chain").EnumerateArray().Select(c => c.GetProperty("subject").GetString()));
        Assert.Equal("TLS 1.3", tls.GetProperty("version").GetString());
        JsonElement older = (await StepAsync($"https://127.0.0.1:{second}", "tls:", "ok", certificates)).GetProperty("tls");
        Assert.Equal("TLS 1.2", older.GetProperty("version").GetString());

        await StepAsync($"https://127.0.0.1:{good}", "tls:\n    expect: { valid_for: 60d }", "answer_mismatch", certificates);
        // Nobody vouches for it, and the chain is shown all the same.
        JsonElement unknown = await StepAsync($"https://127.0.0.1:{good}", "tls:", "tls_untrusted");
        Assert.Equal(2, unknown.GetProperty("tls").GetProperty("chain").GetArrayLength());
        JsonElement late = await StepAsync($"https://127.0.0.1:{expired}", "tls:", "tls_untrusted", certificates);
        Assert.StartsWith("2024-02-01T00:00:00", late.GetProperty("tls").GetProperty("chain")[0].GetProperty("not_after").GetString(), StringComparison.Ordinal);
        JsonElement other = await StepAsync($"https://127.0.0.1:{elsewhere}", "tls:", "tls_untrusted", certificates);
        Assert.Contains("it is for another name", other.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await StepAsync($"https://127.0.0.1:{elsewhere}", "tls: { server_name: elsewhere.test }", "ok", certificates);
        await StepAsync($"https://127.0.0.1:{old}", "tls:", "tls_failed", certificates);
    }

    [Fact]
    public async Task A_name_server_good_and_bad()
    {
        int port = Machine.FreePort();
        await using Running dnsmasq = Running.Start(Machine.Need("dnsmasq"), $"--no-daemon --conf-file=/dev/null --no-resolv --no-hosts --log-facility=- --port={port} --listen-address=127.0.0.1 --bind-interfaces --user=root "
            + "--host-record=api.example.test,10.9.0.1,fd00::1 --host-record=api2.example.test,10.9.0.2 --cname=www.example.test,api.example.test --mx-host=example.test,mail.example.test,10 --txt-record=example.test,\"v=spf1 -all\" --local=/example.test/");
        await dnsmasq.LineAsync("started, version");
        string server = $"server: \"127.0.0.1:{port}\"", target = $"tcp://127.0.0.1:{port}";

        JsonElement a = await StepAsync(target, $"dns: {{ name: api.example.test, {server}, expect: {{ answer: 10.9.0.1 }} }}", "ok");
        Assert.Equal(["10.9.0.1"], a.GetProperty("answers").EnumerateArray().Select(r => r.GetString()));
        await StepAsync(target, $"dns: {{ name: api.example.test, type: AAAA, {server}, expect: {{ answer: \"fd00::1\" }} }}", "ok");
        await StepAsync(target, $"dns: {{ name: example.test, type: TXT, {server}, expect: {{ answer: /spf1/ }} }}", "ok");
        await StepAsync(target, $"dns: {{ name: example.test, type: MX, {server}, expect: {{ answer: /mail\\.example\\.test/ }} }}", "ok");
        await StepAsync(target, $"dns: {{ name: www.example.test, {server}, expect: {{ answer: 10.9.0.1 }} }}", "ok");
        await StepAsync(target, $"dns: {{ name: gone.example.test, {server}, expect: {{ rcode: NXDOMAIN }} }}", "ok");

        await StepAsync(target, $"dns: {{ name: api.example.test, {server}, expect: {{ answer: 10.9.0.9 }} }}", "answer_mismatch");
        await StepAsync(target, $"dns: {{ name: gone.example.test, {server} }}", "answer_mismatch");
        // It knows nobody to ask, and refuses.
        JsonElement refused = await StepAsync(target, $"dns: {{ name: elsewhere.test, {server} }}", "answer_mismatch");
        Assert.Equal("response code REFUSED, expected NOERROR", refused.GetProperty("detail").GetString());
        await StepAsync(target, $"dns: {{ name: api.example.test, server: \"127.0.0.1:{Machine.FreePort()}\" }}", "connect_refused");
    }

    [Fact]
    public async Task Servers_over_IPv6()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6");
        int port = Machine.FreePort();
        await using Running dnsmasq = Running.Start(Machine.Need("dnsmasq"), $"--no-daemon --conf-file=/dev/null --no-resolv --no-hosts --log-facility=- --port={port} --listen-address=::1 --bind-interfaces --user=root --host-record=api.example.test,10.9.0.1");
        await dnsmasq.LineAsync("started, version");
        string target = $"tcp://[::1]:{port}";
        JsonElement tcp = await StepAsync(target, "tcp:\n    ip: 6", "ok");
        Assert.Equal($"[::1]:{port}", tcp.GetProperty("remote_address").GetString());
        JsonElement dns = await StepAsync(target, $"dns: {{ name: api.example.test, server: \"[::1]:{port}\", expect: {{ answer: 10.9.0.1 }} }}\n    ip: 6", "ok");
        Assert.Equal($"[::1]:{port}", dns.GetProperty("remote_address").GetString());
        await StepAsync($"tcp://127.0.0.1:{port}", "tcp:\n    ip: 4", "connect_refused");
    }

    private Task<JsonElement> StepAsync(string target, string step, string outcome, OpenSsl? trusted = null) => _step.RunAsync(target, step, outcome, trusted);
}
