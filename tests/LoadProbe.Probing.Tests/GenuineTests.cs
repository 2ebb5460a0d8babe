using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>Answers of somebody else are hijacked ones, whatever they say.</summary>
public sealed class GenuineTests
{
    private static readonly IReadOnlyList<IPNetwork> Here = [IPNetwork.Parse("127.0.0.0/8")], Elsewhere = [IPNetwork.Parse("10.0.0.0/8")];

    [Fact]
    public async Task A_body_and_an_address_are_those_of_the_target_or_hijacked()
    {
        await using WebServer server = await WebServer.SayingAsync("the terms");
        string hash = Convert.ToHexStringLower(SHA256.HashData("the terms"u8));
        HttpStep Get(Genuine genuine) => Dialled.Get("/", new HttpExpectation { Genuine = genuine });

        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Get(new Genuine { Networks = Here, BodyHash = hash }))).Outcome);
        StepResult tampered = await Dialled.StepAsync(server.Target, Get(new Genuine { BodyHash = new string('0', 64) }));
        Assert.Equal((Outcome.Hijacked, $"the body's SHA-256 is {hash}, and genuine.sha256 is {new string('0', 64)}"), (tampered.Outcome, tampered.Detail));
        StepResult hijacked = await Dialled.StepAsync(server.Target, Get(new Genuine { Networks = Elsewhere }));
        Assert.Equal((Outcome.Hijacked, "127.0.0.1 answered, and genuine.from is 10.0.0.0/8"), (hijacked.Outcome, hijacked.Detail));
    }

    [Fact]
    public async Task What_somebody_else_answers_explains_whatever_else_is_wrong_with_it()
    {
        await using WebServer server = await WebServer.SayingAsync("buy now");
        StepResult step = await Dialled.StepAsync(server.Target, Dialled.Get("/", new HttpExpectation { Body = [new Match { Contains = Dialled.Text("the terms") }], Genuine = new Genuine { Networks = Elsewhere } }));
        Assert.Equal(Outcome.Hijacked, step.Outcome);
    }

    [Fact]
    public async Task A_certificate_is_the_one_that_is_known_or_hijacked()
    {
        using var own = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(10));
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync("private"), own.Certificate);
        Target target = server.Target with { Tls = new TlsTrust(AuthorityFile: own.PemFile) };
        string known = Convert.ToHexStringLower(SHA256.HashData(own.Certificate.RawData));
        TlsStep Handshake(string certificate) => new() { Name = "tls", At = default, Expect = new TlsExpectation { Genuine = new Genuine { Certificates = [certificate] } } };

        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(target, Handshake(known))).Outcome);
        Assert.Equal(Outcome.Hijacked, (await Dialled.StepAsync(target, Handshake(new string('0', 64)))).Outcome);
        Assert.Equal(Outcome.Hijacked, (await Dialled.StepAsync(target, Dialled.Get("/", new HttpExpectation { Genuine = new Genuine { Certificates = [new string('0', 64)] } }))).Outcome);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_is_hijacked()
    {
        await using var names = new NameServer(question => [NameServer.Answer(question, addresses: ["10.1.2.3", "192.0.2.66"])]);
        DnsStep Ask(params string[] networks) => new() { Name = "dns", At = default, Question = Dialled.Text("broker.test"), Server = Dialled.Text(names.Address.ToString()), Genuine = new Genuine { Networks = [.. networks.Select(n => IPNetwork.Parse(n))] } };

        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(names.Target, Ask("10.0.0.0/8", "192.0.2.0/24"))).Outcome);
        StepResult step = await Dialled.StepAsync(names.Target, Ask("10.0.0.0/8"));
        Assert.Equal((Outcome.Hijacked, "the name leads to 192.0.2.66, and genuine.from is 10.0.0.0/8"), (step.Outcome, step.Detail));
    }
}
