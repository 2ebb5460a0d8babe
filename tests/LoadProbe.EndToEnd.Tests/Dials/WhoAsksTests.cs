using System.Net.Sockets;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Steps that say who they are to a web server that others wrote, and steps over one family of addresses or without a connection.</summary>
public sealed class WhoAsksTests : IDisposable
{
    private readonly OneStep _step = new();

    public void Dispose() => _step.Dispose();

    [Fact]
    public async Task A_web_server_that_wants_a_password_a_token_or_a_certificate()
    {
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        string plain = $"http://127.0.0.1:{nginx.Http}", hidden = $"https://127.0.0.1:{nginx.Private}";
        string Token(string id) => $"get: /partner\n    auth: {{ oauth2: {{ token_url: \"{plain}/token\", client_id: {id}, client_secret: \"${{secret:env:DIAL_PASSWORD}}\" }} }}";

        await _step.RunAsync(plain, "get: /private\n    auth: { basic: { user: ann, password: \"${secret:env:DIAL_PASSWORD}\" } }\n    expect: { body: staff only }", "ok");
        await _step.RunAsync(plain, Token("probe"), "ok");
        await _step.RunAsync(hidden, "get: /\n    expect: { body: CN=good.test }", "ok", certificates, own: "good");
        JsonElement moved = await _step.RunAsync(plain, "get: /moved", "ok");
        Assert.Equal([(301, $"{plain}/moved", $"{plain}/moved-again"), (302, $"{plain}/moved-again", $"{plain}/ok")],
            moved.GetProperty("redirects").EnumerateArray().Select(r => (r.GetProperty("status").GetInt32(), r.GetProperty("url").GetString(), r.GetProperty("location").GetString())));

        await _step.RunAsync(plain, "get: /private\n    auth: { basic: { user: bob, password: \"${secret:env:DIAL_PASSWORD}\" } }", "status_mismatch");
        JsonElement refused = await _step.RunAsync(plain, Token("other"), "status_mismatch");
        Assert.Equal($"no token of {plain}/token: status 401, invalid_client", refused.GetProperty("detail").GetString());
        await _step.RunAsync(hidden, "get: /\n    expect: { status: 200 }", "status_mismatch", certificates);
    }

    [Fact]
    public async Task A_name_server_by_a_datagram_of_its_own_and_over_IPv4()
    {
        int port = Machine.FreePort();
        await using Running dnsmasq = Running.Start(Machine.Need("dnsmasq"), $"--no-daemon --conf-file=/dev/null --no-resolv --no-hosts --log-facility=- --port={port} --listen-address=127.0.0.1 --bind-interfaces --user=root --host-record=a.test,10.9.0.1");
        await dnsmasq.LineAsync("started, version");
        string target = $"tcp://127.0.0.1:{port}";
        // Of a.test, type A: 0a090001 is its address.
        const string question = "hex: \"0007 0100 0001 0000 0000 0000 01 61 04 74657374 00 0001 0001\"";
        await _step.RunAsync(target, $"udp: {{ {question}, expect: {{ answer: /^0007.*0a090001$/ }} }}", "ok");
        await _step.RunAsync(target, "tcp:\n    ip: 4", "ok");

        await _step.RunAsync(target, $"udp: {{ {question}, expect: {{ answer: 0a090009 }} }}\n    timeout: 300ms", "answer_mismatch");
        await _step.RunAsync(target, $"udp: {{ address: \"127.0.0.1:{Machine.FreePort()}\", {question} }}", "connect_refused");
        await _step.RunAsync(target, "tcp:\n    ip: 6", "dns_failed");
    }

    [Fact]
    public async Task A_web_server_over_the_family_of_addresses_that_was_chosen()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a hosts file of its own needs root");
        await using OpenSsl certificates = await OpenSsl.MakeAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(certificates);
        using var step = new OneStep { Hosts = "127.0.0.1 both.test\n::1 both.test\n127.0.0.1 old.test\n" };
        string target = $"http://both.test:{nginx.Http}";

        await step.RunAsync(target, "get: /family\n    ip: 6\n    expect: { body: '::1' }", "ok");
        await step.RunAsync(target, "get: /family\n    ip: 4\n    expect: { body: 127.0.0.1 }", "ok");
        await step.RunAsync($"tcp://both.test:{nginx.Http}", "tcp:\n    ip: 6", "ok");
        await step.RunAsync(target, "get: /family\n    ip: 6\n    expect: { body: 127.0.0.1 }", "body_mismatch");
        await step.RunAsync($"http://old.test:{nginx.Http}", "get: /family\n    ip: 6", "dns_failed");
    }
}
