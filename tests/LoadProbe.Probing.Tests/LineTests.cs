using System.Net.Security;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Match = LoadProbe.Core.Match;

namespace LoadProbe.Probing.Tests;

/// <summary>TCP steps that are a conversation in lines, and where TLS begins within one.</summary>
public sealed class LineTests : IDisposable
{
    private readonly SelfSigned _own = new(TimeProvider.System.GetUtcNow().AddDays(10));

    public void Dispose() => _own.Dispose();

    private static TcpStep Talk(params TcpLine[] lines) => new() { Name = "talk", At = default, Lines = lines };

    private static SentLine Send(string text) => new(Dialled.Text(text));

    private static AwaitedLine Await(string part, params Save[] saves) => new(new Match { Contains = Dialled.Text(part) }) { Saves = saves };

    private static Save Group(string variable, string pattern) => new(variable, SaveSource.Body, Regex: new Regex(pattern));

    private static Target At(Acceptor server, TlsTrust? trust = null) => new() { Name = "mail", Address = new Uri($"tcp://127.0.0.1:{server.Port}/"), Tls = trust ?? new TlsTrust() };

    // Greets, and answers a line with what the test says; null = hangs up.
    private static Acceptor Server(Func<string, string?> answer, string greeting = "220 mail.test ready 4711") => new(async socket =>
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await TalkAsync(stream, greeting, answer);
    });

    private static async Task TalkAsync(Stream stream, string? greeting, Func<string, string?> answer)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { AutoFlush = true, NewLine = "\r\n" };
        if (greeting is not null) await writer.WriteLineAsync(greeting);
        while (await reader.ReadLineAsync() is { } line && answer(line) is { } said) await writer.WriteLineAsync(said);
    }

    [Fact]
    public async Task What_a_line_says_is_used_in_later_ones()
    {
        await using Acceptor server = Server(l => l == "HELLO 4711" ? "250-one\r\n250 you are 4711" : "500 what?");
        StepResult step = await Dialled.StepAsync(At(server), Talk(Await("220", Group("id", @"ready (\d+)")), Send("HELLO ${id}"), Await("you are ${id}")));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.NotNull(step.Phases.Connect);
        Assert.NotNull(step.Phases.Send);
        Assert.NotNull(step.Phases.Wait);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
        Assert.Equal(12, step.BytesSent);
    }

    [Fact]
    public async Task What_was_saved_is_known_to_later_steps()
    {
        await using Acceptor server = Server(_ => null);
        JourneyResult all = await Dialled.RunAsync(At(server), Talk(Await("220", Group("id", @"ready (\d+)"))), Talk(Await("ready ${id}")) with { Name = "again" });
        Assert.True(all.Outcome == Outcome.Ok, all.Detail);
    }

    [Fact]
    public async Task Lines_that_did_not_fit_are_told_when_the_server_hangs_up()
    {
        await using Acceptor server = Server(_ => null);
        StepResult step = await Dialled.StepAsync(At(server), Talk(Await("220"), Send("EHLO"), Await("250")));
        Assert.Equal((Outcome.ConnectionClosed, "the connection was closed"), (step.Outcome, step.Detail));
        StepResult other = await Dialled.StepAsync(At(server), Talk(Await("554"), Send("QUIT")), TimeSpan.FromMilliseconds(300));
        Assert.Equal(Outcome.AnswerMismatch, other.Outcome);
        Assert.EndsWith("; 1 line did not fit, the first: \"220 mail.test ready 4711\": expected it to contain \"554\"", other.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_times_out()
    {
        await using Acceptor server = new(socket => Task.FromResult(socket.Available));
        StepResult step = await Dialled.StepAsync(At(server), Talk(Await("220")), TimeSpan.FromMilliseconds(200));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task A_variable_that_holds_an_end_of_line_is_not_sent()
    {
        await using Acceptor server = Server(_ => "250");
        StepResult step = await Dialled.StepAsync(At(server), Talk(Await("220", Group("all", @"[\s\S]*")), Send("VRFY ${all}"), Await("250")));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        var variables = new Variables(new KnownSecret()) { ["all"] = "a\r\nRCPT b" };
        using var connections = new HttpConnections(At(server), TimeProvider.System);
        using var journey = new ApiJourney(new Journey { Name = "j", Target = At(server), Steps = [Talk(Send("VRFY ${all}"))], Timeout = TimeSpan.FromSeconds(5) }, connections, TimeProvider.System, Dialled.Token);
        JourneyResult two = await journey.RunAsync(variables);
        Assert.Equal((Outcome.AgentFault, "talk: \"VRFY ${all}\" did not become one line"), (two.Outcome, two.Detail));
    }

    // In the clear until STARTTLS, then by the certificate.
    private Acceptor Mail(string ready = "220 go ahead") => new(async socket =>
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        bool asked = false;
        await using (var writer = new StreamWriter(stream, leaveOpen: true) { AutoFlush = true, NewLine = "\r\n" })
        {
            await writer.WriteLineAsync("220 mail.test ESMTP");
            var line = new List<byte>();
            byte[] one = new byte[1];
            while (!asked && await stream.ReadAsync(one) == 1)
            {
                line.Add(one[0]);
                if (one[0] != '\n') continue;
                asked = System.Text.Encoding.ASCII.GetString([.. line]) == "STARTTLS\r\n";
                await writer.WriteLineAsync(asked ? ready : "250-mail.test\r\n250 STARTTLS");
                line.Clear();
            }
        }

        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_own.Certificate);
        await TalkAsync(tls, null, l => l == "QUIT" ? "221 bye" : "250 secure");
    });

    private static TcpStep Secured(TlsExpectation? expect = null) =>
        Talk(Await("220 "), Send("EHLO probe"), Await("250 STARTTLS"), Send("STARTTLS"), Await("220"), new StartTlsLine(null), Send("EHLO probe"), Await("250 secure"), Send("QUIT"), Await("221")) with { Tls = expect ?? new() };

    [Fact]
    public async Task From_STARTTLS_on_all_is_over_TLS()
    {
        await using Acceptor server = Mail();
        StepResult step = await Dialled.StepAsync(At(server, new TlsTrust(AuthorityFile: _own.PemFile)), Secured(new TlsExpectation { ValidFor = TimeSpan.FromDays(9) }));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal("CN=probed.test", Assert.Single(step.Tls!.Chain).Subject);
        Assert.NotNull(step.Phases.Tls);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task The_certificate_after_STARTTLS_is_checked()
    {
        await using Acceptor server = Mail();
        StepResult untrusted = await Dialled.StepAsync(At(server), Secured());
        Assert.Equal(Outcome.TlsUntrusted, untrusted.Outcome);
        StepResult ends = await Dialled.StepAsync(At(server, new TlsTrust(AuthorityFile: _own.PemFile)), Secured(new TlsExpectation { ValidFor = TimeSpan.FromDays(11) }));
        Assert.Equal(Outcome.AnswerMismatch, ends.Outcome);
        StepResult old = await Dialled.StepAsync(At(server, new TlsTrust(AuthorityFile: _own.PemFile)), Secured(new TlsExpectation { Version = new Match { Is = Dialled.Text("TLS 1.1") } }));
        Assert.Equal(Outcome.AnswerMismatch, old.Outcome);
        Assert.Matches("^version is TLS 1.[23]: expected \"TLS 1.1\"$", old.Detail);
    }

    [Fact]
    public async Task What_is_put_before_TLS_is_not_taken_for_a_part_of_it()
    {
        await using Acceptor server = Mail("220 go ahead\r\n250 secure");
        StepResult step = await Dialled.StepAsync(At(server, new TlsTrust(AuthorityFile: _own.PemFile)), Secured());
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
    }
}
