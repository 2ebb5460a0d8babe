using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Probing;

/// <summary>The OCSP response that a server staples to its certificate, asked for over a connection of its own: .NET's TLS keeps it to itself.</summary>
internal sealed class StapleDial(Target target, Connector connector, TimeProvider time)
{
    /// <summary>Asks the server that the step has connected to, and notes what it staples beside its session. The fault is that of an expectation, or our own; never throws for what the server does.</summary>
    /// <param name="step">Whose server.</param>
    /// <param name="host">As it was dialled.</param>
    /// <param name="meter">Of the connection that was made.</param>
    /// <param name="deadline">That of the step.</param>
    public async Task<Fault?> CheckAsync(TlsStep step, string host, ConnectionMeter meter, Deadline deadline)
    {
        (Staple staple, Fault? broken) = await AskAsync(host, meter.Remote!, step.ServerName ?? host, deadline).ConfigureAwait(false);
        meter.Tls = meter.Tls! with { Staple = staple };
        if (broken is { } own && own.Outcome.IsOurs()) return own;
        string? lack = step.ExpectStaple switch
        {
            StapleExpectation.Good => staple.Fault(time.GetUtcNow()),
            StapleExpectation.Present when !staple.IsPresent => staple.Fault(time.GetUtcNow()),
            _ => null,
        };
        return lack is null ? null : new Fault(broken?.Outcome ?? Outcome.AnswerMismatch, lack);
    }

    private async Task<(Staple Staple, Fault? Broken)> AskAsync(string host, IPEndPoint to, string serverName, Deadline deadline)
    {
        try
        {
            var meter = new ConnectionMeter(new RequestClock(time), time);
            MeasuredStream stream = await connector.ConnectAsync(host, to, meter, clocked: false, deadline.Token).ConfigureAwait(false);
            StapledChain chain;
            await using (stream.ConfigureAwait(false))
            {
                chain = await StapleHandshake.AskAsync(stream, Uri.CheckHostName(serverName) == UriHostNameType.Dns ? serverName : null, deadline.Token).ConfigureAwait(false);
            }

            return (Told(chain), null);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException or CryptographicException or AsnContentException)
        {
            Fault fault = e is InvalidDataException or CryptographicException or AsnContentException ? new Fault(Outcome.TlsFailed, OneLine.Of(e.Message))
                : e is EndOfStreamException ? new Fault(Outcome.ConnectionClosed, "the connection was closed while shaking hands")
                : Fault.Of(e, DialStage.Tls, deadline);
            return (new Staple(StapleStatus.Unread) { Detail = fault.Detail }, fault);
        }
    }

    private Staple Told(StapledChain chain)
    {
        if (chain.Response is not { } response) return new Staple(StapleStatus.None);
        if (chain.Certificates.Count == 0) throw new InvalidDataException("the server sent no certificate");
        var sent = new X509Certificate2Collection();
        try
        {
            foreach (byte[] der in chain.Certificates) sent.Add(X509CertificateLoader.LoadCertificate(der));
            using X509Certificate2? issuer = StapleIssuer.Find(sent[0], sent, target.Tls.AuthorityFile);
            return OcspResponse.Read(response, sent[0], issuer, time.GetUtcNow());
        }
        finally
        {
            foreach (X509Certificate2 certificate in sent) certificate.Dispose();
        }
    }
}
