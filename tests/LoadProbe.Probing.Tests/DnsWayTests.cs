using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LoadProbe.Probing.Tests;

/// <summary>Questions over TCP, TLS and HTTPS, and what of an answer can be asserted.</summary>
public sealed class DnsWayTests : IDisposable
{
    private readonly SelfSigned _own = new(TimeProvider.System.GetUtcNow().AddDays(10));

    public void Dispose() => _own.Dispose();

    private static DnsStep Ask(string server, DnsWay over = DnsWay.Udp) => new() { Name = "dns", At = default, Question = Dialled.Text("shop.test"), Server = Dialled.Text(server), Over = over };

    // Of the zone, with a serial.
    private static byte[] Zone(byte[] question, uint serial)
    {
        byte[] answer = NameServer.Answer(question);
        answer[7] = 1;
        byte[] value = [2, (byte)'n', (byte)'s', 0xC0, 12, 1, (byte)'m', 0xC0, 12, (byte)(serial >> 24), (byte)(serial >> 16), (byte)(serial >> 8), (byte)serial, .. new byte[16]];
        return [.. answer, 0xC0, 12, 0, 6, 0, 1, 0, 0, 0, 60, 0, (byte)value.Length, .. value];
    }

    [Fact]
    public async Task A_question_over_tcp_is_never_a_datagram()
    {
        bool sent = false;
        await using var server = new NameServer(_ =>
        {
            sent = true;
            return [];
        }, q => NameServer.Answer(q, 0, false, "192.0.2.1"));
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}", DnsWay.Tcp));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["192.0.2.1"], step.Answers);
        Assert.False(sent);
        Assert.NotNull(step.Phases.Connect);
        Assert.NotNull(step.Phases.Wait);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task What_is_no_answer_over_tcp_is_a_protocol_error()
    {
        await using var server = new NameServer(_ => [], _ => [1, 2, 3]);
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}", DnsWay.Tcp));
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
    }

    [Fact]
    public async Task The_time_of_an_answer_that_did_not_fit_is_that_of_both_questions()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, truncated: true)], q => NameServer.Answer(q, 0, false, "192.0.2.7"));
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}"));
        Assert.NotNull(step.Phases.Connect);
        Assert.NotNull(step.Phases.Receive);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    private Acceptor OverTls() => new(async socket =>
    {
        await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _own.Certificate, ApplicationProtocols = [new("dot")] });
        byte[] length = new byte[2];
        await tls.ReadExactlyAsync(length);
        byte[] question = new byte[(length[0] << 8) | length[1]];
        await tls.ReadExactlyAsync(question);
        byte[] said = NameServer.Answer(question, 0, false, "192.0.2.8");
        await tls.WriteAsync((byte[])[0, (byte)said.Length, .. said]);
    });

    [Fact]
    public async Task Over_tls_the_certificate_counts()
    {
        await using Acceptor server = OverTls();
        var target = new Target { Name = "names", Address = new Uri($"tcp://127.0.0.1:{server.Port}/"), Tls = new TlsTrust(AuthorityFile: _own.PemFile) };
        StepResult step = await Dialled.StepAsync(target, Ask($"127.0.0.1:{server.Port}", DnsWay.Tls));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["192.0.2.8"], step.Answers);
        Assert.Equal("dot", step.Tls!.Protocol);
        Assert.NotNull(step.Phases.Tls);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);

        StepResult unknown = await Dialled.StepAsync(target with { Tls = new TlsTrust() }, Ask($"127.0.0.1:{server.Port}", DnsWay.Tls));
        Assert.Equal(Outcome.TlsUntrusted, unknown.Outcome);
        StepResult other = await Dialled.StepAsync(target, Ask($"127.0.0.1:{server.Port}", DnsWay.Tls) with { ServerName = "dns.example.com" });
        Assert.Equal(Outcome.TlsUntrusted, other.Outcome);
    }

    private Task<WebServer> OverHttpsAsync(Func<HttpContext, byte[], Task> answer) => WebServer.StartAsync(
        context => answer(context, Base64Url.DecodeFromChars(context.Request.Query["dns"].ToString())), _own.Certificate, HttpProtocols.Http2);

    [Fact]
    public async Task Over_https_the_question_is_in_the_address()
    {
        await using WebServer server = await OverHttpsAsync(async (context, question) =>
        {
            Assert.Equal("application/dns-message", context.Request.Headers.Accept);
            context.Response.ContentType = "application/dns-message";
            await context.Response.BodyWriter.WriteAsync(NameServer.Answer(question, 0, false, "192.0.2.9"));
        });
        Target target = server.Target with { Tls = new TlsTrust(AuthorityFile: _own.PemFile) };
        StepResult step = await Dialled.StepAsync(target, Ask(new Uri(target.Address, "/dns-query").ToString(), DnsWay.Https));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["192.0.2.9"], step.Answers);
        Assert.Equal("2", step.HttpVersion);
        Assert.NotNull(step.Phases.Tls);
        Assert.NotNull(step.Phases.Wait);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Theory]
    [InlineData(404, "application/dns-message", Outcome.StatusMismatch, "status 404, expected 200")]
    [InlineData(200, "text/html", Outcome.ProtocolError, "the answer's Content-Type is text/html, expected application/dns-message")]
    [InlineData(200, "application/dns-message", Outcome.ProtocolError, "the 3 bytes of the answer are no answer of a name server")]
    public async Task Over_https_anything_but_an_answer_is_told(int status, string type, Outcome outcome, string detail)
    {
        await using WebServer server = await OverHttpsAsync(async (context, _) =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            await context.Response.WriteAsync("odd");
        });
        Target target = server.Target with { Tls = new TlsTrust(AuthorityFile: _own.PemFile) };
        StepResult step = await Dialled.StepAsync(target, Ask(target.Address.ToString(), DnsWay.Https));
        Assert.Equal((outcome, detail), (step.Outcome, step.Detail));
    }

    [Theory]
    [InlineData(7.0, Outcome.Ok, null)]
    [InlineData(8.0, Outcome.AnswerMismatch, "the serial is 7: expected at least 8")]
    public async Task A_zone_may_have_to_be_of_a_serial_or_later(double least, Outcome outcome, string? detail)
    {
        await using var server = new NameServer(q => [Zone(q, 7)]);
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}") with { Type = DnsRecordType.Soa, Serial = new Match { Min = least } });
        Assert.Equal((outcome, detail), (step.Outcome, step.Detail));
        Assert.Equal(["ns.shop.test"], step.Answers);
    }

    [Fact]
    public async Task One_answer_that_does_not_fit_is_enough_when_every_one_must()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1", "198.51.100.9")]);
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}") with { Every = new Match { Contains = Dialled.Text("192.0.2.") } });
        Assert.Equal((Outcome.AnswerMismatch, "answer 198.51.100.9: expected it to contain \"192.0.2.\""), (step.Outcome, step.Detail));
    }

    [Theory]
    [InlineData(true, Outcome.Ok)]
    [InlineData(false, Outcome.AnswerMismatch)]
    public async Task Whether_signatures_were_checked_is_the_servers_to_say(bool says, Outcome outcome)
    {
        byte[]? asked = null;
        await using var server = new NameServer(q =>
        {
            asked = q;
            byte[] answer = NameServer.Answer([.. q[..^11]], 0, false, "192.0.2.1");
            answer[3] |= says ? (byte)0x20 : (byte)0;
            answer[11] = 0;
            return [answer];
        });
        StepResult step = await Dialled.StepAsync(server.Target, Ask($"{server.Address}") with { Dnssec = true, Authenticated = true });
        Assert.Equal(outcome, step.Outcome);
        // AD in the header, and DO in the record OPT at the end.
        Assert.Equal((0x20, 1, 0x80), (asked![3] & 0x20, asked[11], asked[^4]));
    }

    [Fact]
    public async Task A_server_with_a_name_is_looked_up_and_must_be_allowed()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1")]);
        StepResult step = await Dialled.StepAsync(new Target { Name = "names", Address = new Uri($"tcp://localhost:{server.Address.Port}/") }, Ask($"localhost:{server.Address.Port}"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.NotNull(step.Phases.Dns);
        Assert.Equal(IPAddress.Loopback, step.Remote!.Address);
        StepResult refused = await Dialled.StepAsync(server.Target, Ask($"localhost:{server.Address.Port}"));
        Assert.Equal(Outcome.NotAllowed, refused.Outcome);
    }
}
