using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Probing.Tests;

/// <summary>OCSP responses, read; what openssl and nginx staple is dialled in the end-to-end tests.</summary>
public sealed class StapleTests : IDisposable
{
    private readonly Stapled _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void A_good_one_proves_it()
    {
        Staple staple = Read(_made.Response());
        Assert.Equal((StapleStatus.Good, true, StapleSigner.Issuer), (staple.Status, staple.IsOfCertificate, staple.Signer));
        Assert.Equal((Stapled.Now.AddHours(-1), Stapled.Now.AddDays(1)), (staple.ThisUpdate, staple.NextUpdate));
        Assert.Null(staple.Fault(Stapled.Now));
    }

    [Fact]
    public void One_that_is_too_old_too_young_or_spoilt_does_not()
    {
        Assert.StartsWith("the stapled OCSP response has expired", Read(_made.Response(until: Stapled.Now.AddMinutes(-1))).Fault(Stapled.Now), StringComparison.Ordinal);
        Assert.StartsWith("the stapled OCSP response is not valid before", Read(_made.Response(from: Stapled.Now.AddMinutes(6))).Fault(Stapled.Now), StringComparison.Ordinal);
        // Clocks differ.
        Assert.Null(Read(_made.Response(from: Stapled.Now.AddMinutes(4))).Fault(Stapled.Now));
        Staple spoilt = Read(_made.Response(spoilt: true));
        Assert.True(spoilt.Status == StapleStatus.Malformed || spoilt.Signer == StapleSigner.Nobody);
        Assert.NotNull(spoilt.Fault(Stapled.Now));
    }

    [Theory]
    [InlineData(1, StapleStatus.Revoked, "the certificate is revoked since 2026-11-01 11:00:00Z")]
    [InlineData(2, StapleStatus.Unknown, "the responder does not know the certificate")]
    public void One_that_says_otherwise_does_not(int word, StapleStatus status, string fault)
    {
        Staple staple = Read(_made.Response(status: word));
        Assert.Equal((status, fault), (staple.Status, staple.Fault(Stapled.Now)));
    }

    [Fact]
    public void One_of_another_certificate_does_not() => Assert.Equal("the stapled OCSP response is of another certificate", Read(_made.Response(serial: [9, 9])).Fault(Stapled.Now));

    [Fact]
    public void A_responder_may_sign_while_its_certificate_says_so()
    {
        Assert.Equal(StapleSigner.Responder, Signer(maySign: true, Stapled.Now.AddDays(9)));
        Assert.Equal(StapleSigner.Nobody, Signer(maySign: false, Stapled.Now.AddDays(9)));
        Assert.Equal(StapleSigner.Nobody, Signer(maySign: true, Stapled.Now.AddDays(-1)));
        // Another authority has named this one.
        using var others = new Stapled();
        (X509Certificate2 certificate, ECDsa key) = others.Issue("CN=responder.test", [7], maySign: true);
        Assert.Equal(StapleSigner.Nobody, Read(_made.Response(signer: key, sent: certificate)).Signer);
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void Keys_of_both_kinds_are_known_and_no_other_key_has_signed(string hash)
    {
        using RSA rsa = RSA.Create(2048);
        using ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var name = new HashAlgorithmName(hash);
        using X509Certificate2 one = new CertificateRequest("CN=rsa", rsa, name, RSASignaturePadding.Pkcs1).CreateSelfSigned(Stapled.Now, Stapled.Now.AddDays(1));
        using X509Certificate2 two = new CertificateRequest("CN=curve", curve, name).CreateSelfSigned(Stapled.Now, Stapled.Now.AddDays(1));
        Assert.Equal((true, false), (SignedDer.Read(one.RawData).IsOf(one), SignedDer.Read(one.RawData).IsOf(two)));
        Assert.Equal((true, false), (SignedDer.Read(two.RawData).IsOf(two), SignedDer.Read(two.RawData).IsOf(one)));
    }

    [Fact]
    public void Without_an_issuer_nobody_has_signed_it() => Assert.Equal(StapleSigner.Nobody, OcspResponse.Read(_made.Response(), _made.Certificate, null, Stapled.Now).Signer);

    [Fact]
    public async Task A_server_that_hangs_in_the_second_handshake_is_unread_at_the_deadline()
    {
        var asked = new TaskCompletionSource();
        await using var acceptor = new Acceptor(async socket =>
        {
            using (socket)
            {
                if (await socket.ReceiveAsync(new byte[4096]) > 0) asked.SetResult();
                while (await socket.ReceiveAsync(new byte[4096]) > 0) continue;
            }
        });
        var time = new FakeTimeProvider();
        var target = new Target { Name = "slow", Address = new Uri($"https://127.0.0.1:{acceptor.Port}/") };
        using var connections = new HttpConnections(target, time);
        using var deadline = new Deadline(TimeSpan.FromSeconds(1), time, Dialled.Token);
        var meter = new ConnectionMeter(new RequestClock(time), time) { Remote = new(System.Net.IPAddress.Loopback, acceptor.Port), Tls = new TlsSession("TLS 1.3", null, null, [], []) };
        Task<Fault?> asking = new StapleDial(target, connections.Connector, time).CheckAsync(new TlsStep { Name = "tls", At = default, Staple = true, ExpectStaple = StapleExpectation.Good }, "127.0.0.1", meter, deadline);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Dialled.Token);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Fault(Outcome.TlsTimedOut, "the OCSP response could not be asked for: timed out after 1s shaking hands"), await asking);
        Assert.Equal(StapleStatus.Unread, meter.Tls!.Staple!.Status);
    }

    private StapleSigner Signer(bool maySign, DateTimeOffset until)
    {
        (X509Certificate2 certificate, ECDsa key) = _made.Issue("CN=responder.test", [7], maySign, until);
        return Read(_made.Response(signer: key, sent: certificate)).Signer;
    }

    private Staple Read(byte[] response) => OcspResponse.Read(response, _made.Certificate, _made.Authority, Stapled.Now);
}
