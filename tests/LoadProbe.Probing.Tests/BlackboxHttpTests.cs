using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's http options, each as blackbox_exporter has it.</summary>
public sealed class BlackboxHttpTests
{
    private static readonly string[] Always =
    [
        "probe_dns_lookup_time_seconds", "probe_duration_seconds", "probe_failed_due_to_regex", "probe_http_content_length", "probe_http_duration_seconds", "probe_http_redirects", "probe_http_ssl",
        "probe_http_status_code", "probe_http_uncompressed_body_length", "probe_http_version", "probe_ip_addr_hash", "probe_ip_protocol", "probe_success", "probe_timeout_seconds",
    ];

    [Fact]
    public async Task Tells_what_the_exporter_tells_of_a_good_answer()
    {
        await using WebServer server = await WebServer.SayingAsync("hello world");
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address);
        Assert.True(got.Success, got.Log);
        Assert.Equal(Always, got.Families);
        Assert.Equal((200, 1.1, 11, 0, 4, 3668918509), (got["probe_http_status_code"], got["probe_http_version"], got["probe_http_uncompressed_body_length"], got["probe_http_ssl"], got["probe_ip_protocol"], got["probe_ip_addr_hash"]));
        Assert.Equal(0, got.Phase("tls"));
        Assert.All((string[])["connect", "processing", "transfer", "resolve"], p => Assert.True(got.Phase(p) >= 0));
        Assert.True(got.Phase("processing") > 0);
    }

    [Fact]
    public async Task Tells_of_no_phase_but_the_lookup_when_the_name_leads_nowhere()
    {
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync("nosuch.invalid", BlackboxAsked.Http());
        Assert.False(got.Success);
        Assert.Equal(Always, got.Families);
        Assert.NotNull(got.Phase("resolve"));
        Assert.Null(got.Phase("connect"));
        Assert.Equal((0, 0, 0), (got["probe_ip_protocol"], got["probe_ip_addr_hash"], got["probe_http_status_code"]));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("http://0x7f.1/")]
    public async Task What_only_some_take_for_an_address_is_none(string target)
    {
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(target, BlackboxAsked.Http());
        Assert.Equal((false, 0d), (got.Success, got["probe_ip_protocol"]));
    }

    [Fact]
    public async Task A_connection_that_is_refused_has_all_phases_at_zero()
    {
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync("127.0.0.1:1", BlackboxAsked.Http());
        Assert.False(got.Success);
        Assert.Equal((0, 0, 0, 0), (got.Phase("connect"), got.Phase("processing"), got.Phase("transfer"), got["probe_http_content_length"]));
    }

    [Theory]
    [InlineData(10, true, 10, 200)]
    [InlineData(11, false, 11, 302)]
    public async Task Follows_ten_redirects_and_no_more(int redirects, bool success, int counted, int status)
    {
        await using WebServer server = await RedirectingAsync();
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(new Uri(server.Address, $"/{redirects}"));
        Assert.Equal((success, (double)counted, (double)status), (got.Success, got["probe_http_redirects"], got["probe_http_status_code"]));
    }

    [Fact]
    public async Task A_redirect_that_is_not_followed_is_counted_and_its_body_is_not_read()
    {
        await using WebServer server = await RedirectingAsync();
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(new Uri(server.Address, "/1"), new() { Client = new() { FollowRedirects = false } });
        Assert.Equal((false, 1d, 302d, 0d), (got.Success, got["probe_http_redirects"], got["probe_http_status_code"], got["probe_http_uncompressed_body_length"]));
    }

    [Fact]
    public async Task Sends_the_Host_that_the_request_names_also_after_a_redirect_within_the_target()
    {
        var hosts = new List<string>();
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            lock (hosts) hosts.Add(context.Request.Host.Value!);
            if (context.Request.Path == "/") context.Response.Redirect("/there");
            return Task.CompletedTask;
        });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, hostName: "shop.example");
        Assert.True(got.Success, got.Log);
        Assert.Equal(["shop.example", "shop.example"], hosts);
    }

    [Fact]
    public async Task Who_we_are_is_told_to_the_target_and_to_nobody_it_redirects_to()
    {
        var seen = new List<string>();
        await using WebServer other = await WebServer.StartAsync(Note);
        string elsewhere = $"http://localhost:{other.Address.Port}/";
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(elsewhere);
            return Note(context);
        });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { Client = new() { BasicAuth = new BlackboxBasicAuth("me", null, BlackboxSecret.Of("pass")) } });
        Assert.True(got.Success, got.Log);
        Assert.Equal([$"Basic {Convert.ToBase64String("me:pass"u8)}", ""], seen);

        Task Note(HttpContext context)
        {
            lock (seen) seen.Add(context.Request.Headers.Authorization.ToString());
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Sends_method_headers_and_body_of_the_module()
    {
        string seen = "";
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Method} {context.Request.ContentType} {context.Request.Headers["X-A"]} {await reader.ReadToEndAsync()}";
        });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new()
        {
            Method = "POST", Body = "{}", Headers = [new("Content-Type", BlackboxSecret.Of("application/json")), new("X-A", BlackboxSecret.Of("b"))],
        });
        Assert.True(got.Success, got.Log);
        Assert.Equal("POST application/json b {}", seen);
    }

    [Fact]
    public async Task Speaks_HTTP_2_where_the_module_lets_it_and_tells_of_TLS()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync("hi"), certificate.Certificate, HttpProtocols.Http1AndHttp2);
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { Client = new() { Tls = new() { AuthorityFile = certificate.PemFile } } });
        Assert.True(got.Success, got.Log);
        Assert.Equal((2, 1), (got["probe_http_version"], got["probe_http_ssl"]));
        Assert.True(got.Phase("tls") > 0);
        Assert.Equal("TLS 1.3", got.Label("probe_tls_version_info", "version"));
        Assert.Equal("CN=probed.test", got.Label("probe_ssl_last_chain_info", "subject"));
        Assert.Equal(certificate.Certificate.NotAfter.ToUniversalTime(), DateTimeOffset.UnixEpoch.AddSeconds(got["probe_ssl_last_chain_expiry_timestamp_seconds"]!.Value).UtcDateTime);
        BlackboxAnswer old = await BlackboxAsked.ProbeAsync(server.Address, new() { ValidHttpVersions = ["HTTP/2.0"], Client = new() { EnableHttp2 = false, Tls = new() { InsecureSkipVerify = true } } });
        Assert.Equal((false, 1.1, -62135596800), (old.Success, old["probe_http_version"], old["probe_ssl_last_chain_expiry_timestamp_seconds"]));
    }

    [Fact]
    public async Task A_certificate_that_is_refused_is_told_of_and_nothing_is_said_to_its_server()
    {
        using var certificate = new SelfSigned(DateTimeOffset.UnixEpoch.AddYears(40));
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync("hi"), certificate.Certificate);
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address);
        Assert.False(got.Success);
        Assert.Equal((0, 0), (got["probe_http_ssl"], got["probe_http_status_code"]));
        Assert.Equal(new DateTimeOffset(certificate.Certificate.NotAfter).ToUnixTimeSeconds(), got["probe_ssl_earliest_cert_expiry"]);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task What_is_cut_off_by_its_time_still_tells_what_it_knows()
    {
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begins");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address.AbsoluteUri, BlackboxAsked.Http(), seconds: 1);
        Assert.Equal((false, 200d, 6d), (got.Success, got["probe_http_status_code"], got["probe_http_uncompressed_body_length"]));
        Assert.InRange(got["probe_duration_seconds"]!.Value, 0.9, 5);
    }

    private static Task<WebServer> RedirectingAsync() => WebServer.StartAsync(context =>
    {
        int left = int.Parse(context.Request.Path.Value!.Trim('/'));
        if (left > 0) context.Response.Redirect($"/{left - 1}");
        return context.Response.WriteAsync("hi");
    });
}
