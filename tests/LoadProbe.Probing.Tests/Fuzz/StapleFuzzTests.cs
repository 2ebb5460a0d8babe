using System.Net.Security;
using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

/// <summary>What is stapled, and the handshake that asks for it, changed here and there: nothing of it may end a dial otherwise than by a result.</summary>
[Collection("fuzz")]
public sealed class StapleFuzzTests
{
    [Fact]
    public void An_OCSP_response()
    {
        using var made = new Stapled();
        (var responder, var key) = made.Issue("CN=responder.test", [7], maySign: true);
        byte[][] responses = [made.Response(), made.Response(status: 1), made.Response(signer: key, sent: responder)];
        int read = 0, broken = 0;
        for (int i = 0; i < Fuzzing.Count(100); i++)
        {
            var random = new Random(i);
            byte[] response = responses[random.Next(responses.Length)], changed = Mutation.Of(response, random);
            Staple staple = OcspResponse.Read(changed, made.Certificate, made.Authority, Stapled.Now);
            if (staple.Status == StapleStatus.Malformed) broken++;
            else read++;
            // What proves something says what it said before it was changed: that was elsewhere, in what nobody signs.
            if (staple.Fault(Stapled.Now) is null)
            {
                Staple before = OcspResponse.Read(response, made.Certificate, made.Authority, Stapled.Now);
                Assert.Equal(before with { Signer = staple.Signer }, staple);
                Assert.Equal(StapleStatus.Good, before.Status);
            }

            Assert.True(staple.Detail?.Contains('\n') != true, $"{i}: {staple.Detail}");
        }

        Assert.True(read > 0 && broken > 0, $"{read} read, {broken} malformed");
    }

    [Fact]
    public void The_certificates_of_TLS_1_3()
    {
        using var made = new Stapled();
        byte[] response = made.Response(), whole = made.Certificates13(response);
        Assert.Equal(response, StapledChain.Of13(whole).Response);
        int read = 0, broken = 0;
        for (int i = 0; i < Fuzzing.Count(100); i++)
        {
            try
            {
                StapledChain.Of13(Mutation.Of(whole, new Random(i)));
                read++;
            }
            catch (InvalidDataException)
            {
                broken++;
            }
        }

        Assert.True(read > 0 && broken > 0, $"{read} read, {broken} broken");
    }

    [Fact]
    public async Task A_handshake_in_the_clear()
    {
        using var made = new Stapled();
        byte[] answer = made.Answer12(made.Response());
        await AskAsync("staple, TLS 1.2", async (socket, random) =>
        {
            if (await socket.ReceiveAsync(new byte[4096]) > 0) await socket.SendAsync(Mutation.Of(answer, random));
        });
    }

    [Fact]
    public async Task A_handshake_under_keys()
    {
        using var own = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(10));
        await AskAsync("staple, TLS 1.3", async (socket, random) =>
        {
            await using var between = new MutatingStream(new NetworkStream(socket), random);
            await using var tls = new SslStream(between);
            await tls.AuthenticateAsServerAsync(own.Certificate);
        });
    }

    // A connection is made, answered by what is changed, and asked: the dial of a step would first want a session that is right.
    private static async Task AskAsync(string kind, Func<Socket, Random, Task> answer)
    {
        int connections = 0;
        await using var acceptor = new Acceptor(async socket =>
        {
            using (socket)
            {
                try
                {
                    await answer(socket, new Random(Interlocked.Increment(ref connections)));
                }
                catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The dial has gone away, as it may.
                }
            }
        });
        var target = new Target { Name = "odd", Address = new Uri($"https://127.0.0.1:{acceptor.Port}/") };
        var step = new TlsStep { Name = "tls", At = default, Staple = true, ExpectStaple = StapleExpectation.Present };
        await Fuzzing.AssertKeptAsync(kind, Fuzzing.Count(15), async _ =>
        {
            using var connections = new HttpConnections(target, TimeProvider.System);
            using var deadline = new Deadline(Fuzzing.Allowed, TimeProvider.System, Dialled.Token);
            var meter = new ConnectionMeter(new RequestClock(TimeProvider.System), TimeProvider.System) { Remote = new(System.Net.IPAddress.Loopback, acceptor.Port), Tls = new TlsSession(null, null, null, [], []) };
            Fault? fault = await new StapleDial(target, connections.Connector, TimeProvider.System).CheckAsync(step, "127.0.0.1", meter, deadline);
            return new StepResult { Name = "tls", Kind = StepKind.Tls, Outcome = fault?.Outcome ?? Outcome.Ok, Detail = fault?.Detail, Started = default, Duration = default };
        });
    }
}
