using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly SelfSigned _own = new(TimeProvider.System.GetUtcNow().AddDays(10));

    public void Dispose() => _own.Dispose();

    private Task<WebServer> SecureAsync(SelfSigned? other = null) => WebServer.StartAsync(context => context.Response.WriteAsync("private"), (other ?? _own).Certificate);

    private static TlsStep Handshake(TimeSpan? validFor = null) => new() { Name = "tls", At = default, Expect = new TlsExpectation { ValidFor = validFor } };

    [Fact]
    public async Task A_certificate_no_one_vouches_for_is_untrusted_and_still_shown()
    {
        await using WebServer server = await SecureAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/"));
        Assert.Equal(Outcome.TlsUntrusted, step.Outcome);
        Assert.Contains("the certificate of 127.0.0.1 is not trusted: ", step.Detail, StringComparison.Ordinal);
        Assert.Equal("CN=probed.test", Assert.Single(step.Tls!.Chain).Subject);
        Assert.Equal(_own.Certificate.RawData, Assert.Single(step.Tls.Presented).ToArray());
        Assert.Equal(_own.Certificate.NotAfter.ToUniversalTime(), step.Tls.Chain[0].NotAfter.UtcDateTime);
        Assert.NotEmpty(step.Tls.Faults);
        Assert.NotNull(step.Phases.Tls);
        Assert.Null(step.Phases.Send);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task It_is_trusted_when_its_authority_is_named()
    {
        await using WebServer server = await SecureAsync();
        StepResult step = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(AuthorityFile: _own.PemFile) }, Dialled.Get("/"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Empty(step.Tls!.Faults);
        Assert.Matches("^TLS 1\\.[23]$", step.Tls.Version);
        Assert.StartsWith("TLS_", step.Tls.Cipher, StringComparison.Ordinal);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task It_is_accepted_and_its_faults_are_noted_when_nothing_is_verified()
    {
        await using WebServer server = await SecureAsync();
        StepResult step = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(Verify: false) }, Dialled.Get("/"));
        Assert.Equal((Outcome.Ok, 200), (step.Outcome, step.Status));
        Assert.NotEmpty(step.Tls!.Faults);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_untrusted_whoever_vouches_for_it()
    {
        using var other = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(10), "elsewhere.test");
        await using WebServer server = await SecureAsync(other);
        StepResult step = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(AuthorityFile: other.PemFile) }, Dialled.Get("/"));
        Assert.Equal(Outcome.TlsUntrusted, step.Outcome);
        Assert.Contains("it is for another name", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_untrusted_whoever_vouches_for_it()
    {
        using var ended = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1));
        await using WebServer server = await SecureAsync(ended);
        StepResult step = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(AuthorityFile: ended.PemFile) }, Dialled.Get("/"));
        Assert.Equal(Outcome.TlsUntrusted, step.Outcome);
        Assert.Equal(ended.Certificate.RawData, Assert.Single(step.Tls!.Presented).ToArray());
    }

    [Theory]
    [InlineData(9, Outcome.Ok)]
    [InlineData(11, Outcome.AnswerMismatch)]
    public async Task A_tls_step_may_ask_how_long_the_certificate_is_still_good(int days, Outcome outcome)
    {
        await using WebServer server = await SecureAsync();
        StepResult step = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(AuthorityFile: _own.PemFile) }, Handshake(TimeSpan.FromDays(days)));
        Assert.Equal(outcome, step.Outcome);
        if (outcome != Outcome.Ok) Assert.Contains("CN=probed.test ends", step.Detail, StringComparison.Ordinal);
        Assert.NotNull(step.Phases.Connect);
        Assert.NotNull(step.Phases.Tls);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls_fails_the_handshake()
    {
        await using OddServer server = OddServer.Answering("HTTP/1.1 400 Bad Request\r\n\r\n", OddServer.Close);
        StepResult step = await Dialled.StepAsync(server.Target, Handshake());
        Assert.Equal(Outcome.TlsFailed, step.Outcome);
    }

    [Fact]
    public async Task A_server_silent_in_the_handshake_times_out_there()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Handshake(), TimeSpan.FromMilliseconds(200));
        Assert.Equal(Outcome.TlsTimedOut, step.Outcome);
        Assert.Contains("shaking hands", step.Detail, StringComparison.Ordinal);
    }
}
