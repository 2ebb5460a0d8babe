using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>Who a request says that it is from, and who a handshake does.</summary>
public sealed class AuthTests
{
    private static readonly Template Secret = Dialled.Text("${secret:env:PASSWORD}");

    private static HttpStep Asking(HttpAuth auth, string url = "/who") => Dialled.Get(url) with { Auth = auth };

    // Tells of each request who it is from.
    private static Task<WebServer> ListeningAsync(ConcurrentQueue<string> heard, Func<HttpContext, Task>? answer = null) => WebServer.StartAsync(context =>
    {
        heard.Enqueue(context.Request.Headers.Authorization.ToString());
        return answer?.Invoke(context) ?? Task.CompletedTask;
    });

    [Fact]
    public async Task A_name_and_a_password_or_a_token_go_with_the_request()
    {
        var heard = new ConcurrentQueue<string>();
        await using WebServer server = await ListeningAsync(heard);
        await Dialled.RunAsync(server.Target, Asking(new BasicAuth(Dialled.Text("ann"), Secret)), Asking(new BearerAuth(Secret)) with { Name = "token" });
        Assert.Equal([$"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"ann:{KnownSecret.Value}"))}", $"Bearer {KnownSecret.Value}"], heard);
    }

    [Fact]
    public async Task What_a_target_says_back_of_it_is_hidden()
    {
        await using WebServer server = await ListeningAsync([], context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync($"not {context.Request.Headers.Authorization}");
        });
        StepResult step = await Dialled.StepAsync(server.Target, Asking(new BasicAuth(Dialled.Text("ann"), Secret)));
        Assert.Equal("status 403, expected below 400; the answer: not Basic ***", step.Detail);
    }

    [Fact]
    public async Task A_redirect_elsewhere_does_not_carry_it_there_and_each_is_told()
    {
        var heard = new ConcurrentQueue<string>();
        await using WebServer other = await ListeningAsync(heard);
        await using WebServer server = await ListeningAsync(heard, context =>
        {
            context.Response.Redirect(context.Request.Path == "/who" ? "/again?x=1" : new Uri(other.Address, "/there").ToString());
            return Task.CompletedTask;
        });
        StepResult step = await Dialled.StepAsync(server.Target with { Allow = AllowList.Everywhere }, Asking(new BearerAuth(Secret)));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal([$"Bearer {KnownSecret.Value}", $"Bearer {KnownSecret.Value}", ""], heard);
        Assert.Equal([(302, "/who", "/again"), (302, "/again", "/there")], step.Redirects.Select(r => (r.Status, new Uri(r.Url).AbsolutePath, new Uri(r.Location).AbsolutePath)));
        Assert.All(step.Redirects, r => Assert.InRange(r.Duration, TimeSpan.FromTicks(1), step.Duration));
    }

    private static ClientCredentials Client(WebServer server) => new() { TokenUrl = new Uri(server.Address, "/token"), ClientId = Dialled.Text("probe:1"), ClientSecret = Secret, Scopes = ["read", "write"] };

    [Fact]
    public async Task A_token_is_fetched_before_the_step_and_used_until_it_ends()
    {
        var heard = new ConcurrentQueue<string>();
        var forms = new ConcurrentQueue<string>();
        await using WebServer server = await ListeningAsync(heard, async context =>
        {
            if (context.Request.Path != "/token") return;
            using var body = new StreamReader(context.Request.Body);
            forms.Enqueue(await body.ReadToEndAsync(context.RequestAborted));
            await context.Response.WriteAsync("""{ "access_token": "t-1", "token_type": "bearer", "expires_in": 3600 }""");
        });
        HttpStep step = Asking(Client(server));
        for (int run = 0; run < 2; run++)
        {
            StepResult result = await Dialled.StepAsync(server.Target, step);
            Assert.True(result.Outcome == Outcome.Ok, result.Detail);
            Assert.InRange(result.Phases.Other(result.Duration), TimeSpan.Zero, result.Duration);
        }

        Assert.Equal(["POST /token", "GET /who", "GET /who"], server.Seen);
        Assert.Equal("grant_type=client_credentials&scope=read+write", Assert.Single(forms));
        Assert.Equal([$"Basic {Convert.ToBase64String("probe%3A1:p4ss%2Fword"u8)}", "Bearer t-1", "Bearer t-1"], heard);
    }

    [Theory]
    [InlineData(401, """{ "error": "invalid_client" }""", Outcome.StatusMismatch, "status 401, invalid_client")]
    [InlineData(200, """{ "token": "t" }""", Outcome.JsonMismatch, "the answer has no access_token")]
    [InlineData(200, """{ "access_token": "t", "token_type": "mac" }""", Outcome.JsonMismatch, "the token is of type mac, expected Bearer")]
    [InlineData(500, "down", Outcome.StatusMismatch, "status 500")]
    public async Task A_token_that_is_not_to_be_had_is_told_and_nothing_is_asked(int status, string answer, Outcome outcome, string why)
    {
        await using WebServer server = await ListeningAsync([], context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Asking(Client(server)));
        Assert.Equal((outcome, $"no token of {server.Address}token: {why}"), (step.Outcome, step.Detail));
        Assert.Equal(["POST /token"], server.Seen);
    }

    [Fact]
    public async Task A_pressed_step_fetches_its_token_once_and_begins_after_that()
    {
        await using WebServer server = await ListeningAsync([], context => context.Request.Path == "/token" ? context.Response.WriteAsync("""{ "access_token": "t-1", "expires_in": 3600 }""") : Task.CompletedTask);
        var journey = new Journey { Name = "j", Target = server.Target, Steps = [Asking(Client(server))], Timeout = TimeSpan.FromSeconds(5) };
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var customer = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token);
        var facts = new Facts();
        long before = TimeProvider.System.GetTimestamp();
        for (int run = 0; run < 2; run++) Assert.Equal(Outcome.Ok, await customer.PressAsync(Variables.For(journey, run, new KnownSecret()), facts, TimeProvider.System.GetTimestamp(), Dialled.Token));
        Assert.Equal(["POST /token", "GET /who", "GET /who"], server.Seen);
        Assert.All(facts.Ends, f => Assert.InRange(f.Begun, before + 1, f.Ended));
    }

    private sealed class Pem(SelfSigned own) : ISecretStore
    {
        public string? Read(SecretReference reference) => reference.Name == "CERTIFICATE" ? own.Certificate.ExportCertificatePem() : own.Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
    }

    [Fact]
    public async Task A_target_that_asks_for_a_certificate_gets_ours()
    {
        using var own = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(10));
        var came = new ConcurrentQueue<string?>();
        await using var server = new Acceptor(async socket =>
        {
            await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = own.Certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, c, _, _) => c is not null });
            came.Enqueue(tls.RemoteCertificate?.Subject);
            await tls.ReadExactlyAsync(new byte[1]);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        });
        var target = new Target
        {
            Name = "private", Address = new Uri($"https://127.0.0.1:{server.Port}/"),
            Tls = new TlsTrust(AuthorityFile: own.PemFile, Certificate: Dialled.Text("${secret:env:CERTIFICATE}"), Key: Dialled.Text("${secret:env:KEY}")),
        };
        JourneyResult ours = await RunAsync(target, new Pem(own));
        Assert.True(ours.Outcome == Outcome.Ok, ours.Detail);
        Assert.Equal("CN=probed.test", Assert.Single(came));

        JourneyResult without = await RunAsync(target with { Tls = target.Tls with { Certificate = null, Key = null } }, new Pem(own));
        Assert.NotEqual(Verdict.Pass, without.Outcome.Verdict());
        JourneyResult garbage = await RunAsync(target, new KnownSecret());
        Assert.Equal(Outcome.AgentFault, garbage.Outcome);
        Assert.Contains("tls.certificate and tls.key of target private are not a certificate and its key in PEM", garbage.Detail, StringComparison.Ordinal);

        static async Task<JourneyResult> RunAsync(Target target, ISecretStore secrets)
        {
            using var connections = new HttpConnections(target, TimeProvider.System, secrets: secrets);
            using var journey = new ApiJourney(new Journey { Name = "j", Target = target, Steps = [Dialled.Get("/")], Timeout = TimeSpan.FromSeconds(5) }, connections, TimeProvider.System, Dialled.Token);
            return await journey.RunAsync(new Variables(secrets));
        }
    }
}
