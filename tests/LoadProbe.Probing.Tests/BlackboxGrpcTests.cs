using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's grpc options, each as blackbox_exporter has it.</summary>
public sealed class BlackboxGrpcTests
{
    private static readonly string[] Always =
    [
        "probe_dns_lookup_time_seconds", "probe_duration_seconds", "probe_grpc_duration_seconds", "probe_grpc_healthcheck_response", "probe_grpc_ssl", "probe_grpc_status_code",
        "probe_ip_addr_hash", "probe_ip_protocol", "probe_ssl_earliest_cert_expiry", "probe_success", "probe_timeout_seconds",
    ];

    [Theory]
    [InlineData(0, "UNKNOWN", false)]
    [InlineData(1, "SERVING", true)]
    [InlineData(2, "NOT_SERVING", false)]
    [InlineData(3, "SERVICE_UNKNOWN", false)]
    public async Task A_service_is_good_when_it_says_that_it_serves(byte said, string word, bool success)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: GrpcServer.Answering([0, 0, 0, 0, 2, 8, said]));
        BlackboxAnswer got = await ProbeAsync(server.Address.AbsoluteUri, new BlackboxGrpcProbe { Service = "shop" });
        Assert.True(got.Success == success, got.Log);
        Assert.Equal(Always, got.Families);
        Assert.Equal((0, 0, 0, 1), (got["probe_grpc_status_code"], got["probe_grpc_ssl"], got["probe_ssl_earliest_cert_expiry"], Serving(got, word)));
        Assert.Equal(1, got.Call.Figures.Families.Single(f => f.Name == "probe_grpc_healthcheck_response").Samples.Sum(s => s.Value));
    }

    [Fact]
    public async Task Asks_for_the_service_with_its_metadata()
    {
        (string path, string asked, byte[] body) = ("", "", []);
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: async context =>
        {
            var read = new MemoryStream();
            await context.Request.Body.CopyToAsync(read, context.RequestAborted);
            (path, asked, body) = (context.Request.Path, context.Request.Headers["x-shop"].ToString(), read.ToArray());
            await GrpcServer.Answering([0, 0, 0, 0, 2, 8, 1])(context);
        });
        await ProbeAsync(server.Address.AbsoluteUri, new BlackboxGrpcProbe { Service = "shop", Metadata = [new("x-shop", [BlackboxSecret.Of("a"), BlackboxSecret.Of("b")])] });
        Assert.Equal(("/grpc.health.v1.Health/Check", "a, b"), (path, asked.Replace(",b", ", b", StringComparison.Ordinal)));
        Assert.Equal([0, 0, 0, 0, 6, 10, 4, .. "shop"u8], body);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("12")]
    public async Task A_call_that_ends_badly_tells_its_status_and_no_serving_status(string status)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: GrpcServer.Answering([], status));
        BlackboxAnswer got = await ProbeAsync(server.Address.AbsoluteUri);
        Assert.False(got.Success);
        Assert.Equal(double.Parse(status, System.Globalization.CultureInfo.InvariantCulture), got["probe_grpc_status_code"]);
        Assert.Equal(0, got.Call.Figures.Families.Single(f => f.Name == "probe_grpc_healthcheck_response").Samples.Sum(s => s.Value));
    }

    [Theory]
    [InlineData(404, 12)]
    [InlineData(503, 14)]
    public async Task An_answer_that_is_not_grpcs_has_the_status_that_grpc_gives_it(int http, int status)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: context =>
        {
            context.Response.StatusCode = http;
            return context.Response.WriteAsync("no");
        });
        Assert.Equal(status, (await ProbeAsync(server.Address.AbsoluteUri))["probe_grpc_status_code"]);
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        BlackboxAnswer got = await ProbeAsync("127.0.0.1:1");
        Assert.False(got.Success);
        Assert.Equal(Always, got.Families);
        Assert.Equal(14, got["probe_grpc_status_code"]);
        Assert.NotNull(Phase(got, "check"));
    }

    [Fact]
    public async Task A_server_that_never_answers_has_exceeded_the_deadline()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address.AbsoluteUri, Module(new BlackboxGrpcProbe()), seconds: 0.5);
        Assert.False(got.Success);
        Assert.Equal(4, got["probe_grpc_status_code"]);
    }

    [Fact]
    public async Task Before_the_call_there_is_no_check_and_no_serving_status()
    {
        BlackboxAnswer got = await ProbeAsync("nosuch.invalid:1");
        Assert.Equal(Always.Where(f => f != "probe_grpc_healthcheck_response"), got.Families);
        Assert.Equal((0, 0, 0), (Phase(got, "resolve"), got["probe_grpc_status_code"], got["probe_ssl_earliest_cert_expiry"]));
        Assert.Null(Phase(got, "check"));
    }

    [Fact]
    public async Task Over_tls_the_certificate_is_told()
    {
        DateTimeOffset ends = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddDays(30);
        using var certificate = new SelfSigned(ends);
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, certificate.Certificate, GrpcServer.Answering([0, 0, 0, 0, 2, 8, 1]));
        BlackboxAnswer got = await ProbeAsync(server.Address.AbsoluteUri, new BlackboxGrpcProbe { UsesTls = true, Tls = new BlackboxTls { AuthorityFile = certificate.PemFile } });
        Assert.True(got.Success, got.Log);
        Assert.Equal((1, ends.ToUnixTimeSeconds()), (got["probe_grpc_ssl"], got["probe_ssl_earliest_cert_expiry"]));
        Assert.Equal("CN=probed.test", got.Label("probe_ssl_last_chain_info", "subject"));
        Assert.Equal(Always.Concat(["probe_ssl_last_chain_info", "probe_tls_version_info"]).Order(StringComparer.Ordinal), got.Families);
    }

    private static double? Serving(BlackboxAnswer got, string word) => got.Call.Figures.Value("probe_grpc_healthcheck_response", ("serving_status", word));

    private static double? Phase(BlackboxAnswer got, string phase) => got.Call.Figures.Value("probe_grpc_duration_seconds", ("phase", phase));

    private static BlackboxModule Module(BlackboxGrpcProbe grpc) => new() { Name = "grpc", Prober = BlackboxProber.Grpc, Grpc = grpc };

    private static Task<BlackboxAnswer> ProbeAsync(string target, BlackboxGrpcProbe? grpc = null) => BlackboxAsked.ProbeAsync(target, Module(grpc ?? new BlackboxGrpcProbe()));
}
