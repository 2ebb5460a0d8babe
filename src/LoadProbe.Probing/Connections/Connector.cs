using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LoadProbe.Probing;

/// <summary>
/// Makes connections to a target ourselves, a stage at a time: look the name up, check each address against the
/// target's allow-list and the agent's own limits, connect to the checked address, shake hands. So each stage is measured, and
/// no name that rebinds can lead elsewhere.
/// </summary>
internal sealed class Connector(Target target, TimeProvider time, Egress? egress = null, NetworkMeter? network = null, ISecretStore? secrets = null)
{
    private readonly CertificateCheck _check = new(target.Tls);
    private readonly ClientCertificate _own = new(target, secrets ?? NoSecrets.Instance);

    /// <summary>How a name is looked up.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolver { get; set; } = Dns.GetHostAddressesAsync;

    /// <summary>The addresses that may be used.</summary>
    public IpFamily Family { get; set; }

    public long Now => time.GetTimestamp();

    /// <summary>
    /// Makes a connection for the requests to a URL: by the target's proxy if it has one, with a handshake if the URL is secure.
    /// Throws <see cref="DialException"/> for whatever goes wrong on the way.
    /// </summary>
    public async Task<Stream> ReachAsync(Uri url, ProxyRoute? proxy, ConnectionMeter meter, CancellationToken token)
    {
        bool secure = url.Scheme is "https" or "wss";
        MeasuredStream stream = proxy is not null
            ? await proxy.ConnectAsync(url, meter, token).ConfigureAwait(false)
            : await ConnectAsync(url.IdnHost, url.Port, meter, clocked: !secure, token).ConfigureAwait(false);
        if (!secure) return stream;
        SslApplicationProtocol protocol = meter.IsShared ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11;
        return await SecureAsync(stream, meter, url.IdnHost, [protocol], token).ConfigureAwait(false);
    }

    /// <summary>Makes a TCP connection, filling in <paramref name="meter"/> as it goes. Throws <see cref="DialException"/> for whatever goes wrong on the way.</summary>
    public async Task<MeasuredStream> ConnectAsync(string host, int port, ConnectionMeter meter, bool clocked, CancellationToken token)
    {
        meter.DnsStart = time.GetTimestamp();
        IPAddress[] addresses = await LookUpAsync(host, meter, token).ConfigureAwait(false);
        IPAddress[] allowed = Allowed(host, addresses, port);
        meter.Stage = DialStage.Connect;
        meter.ConnectStart = time.GetTimestamp();
        MeasuredStream stream = await OpenAsync(host, allowed, port, meter, clocked, token).ConfigureAwait(false);
        meter.Ready = time.GetTimestamp();
        return stream;
    }

    /// <summary>The same to an address that was found and allowed before.</summary>
    public async Task<MeasuredStream> ConnectAsync(string host, IPEndPoint to, ConnectionMeter meter, bool clocked, CancellationToken token)
    {
        meter.Stage = DialStage.Connect;
        meter.DnsStart = meter.ConnectStart = time.GetTimestamp();
        MeasuredStream stream = await OpenAsync(host, [to.Address], to.Port, meter, clocked, token).ConfigureAwait(false);
        meter.Ready = time.GetTimestamp();
        return stream;
    }

    /// <summary>Shakes hands over a connection just made; takes the stream over, also when it fails.</summary>
    public async Task<MeasuredTlsStream> SecureAsync(MeasuredStream inner, ConnectionMeter meter, string serverName, List<SslApplicationProtocol>? protocols, CancellationToken token)
    {
        meter.Stage = DialStage.Tls;
        meter.IsTls = true;
        meter.Ready = 0;
        meter.TlsStart = time.GetTimestamp();
        var tls = new MeasuredTlsStream(inner, meter, (_, certificate, chain, errors) => _check.Accepts(certificate, chain, errors, meter));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = serverName, ApplicationProtocols = protocols, ClientCertificateContext = _own.Context() }, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or (IOException and not DialException))
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (meter.Tls is { Faults.Count: > 0 } seen) throw new DialException(Outcome.TlsUntrusted, $"the certificate of {serverName} is not trusted: {string.Join("; ", seen.Faults)}", e);
            throw new DialException(Outcome.TlsFailed, $"TLS handshake with {serverName} failed: {Innermost(e).Message}", e);
        }
        catch (Exception e) when (e is OperationCanceledException or DialException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        meter.Ready = time.GetTimestamp();
        meter.Tls = (meter.Tls ?? new TlsSession(null, null, null, [], [])) with
        {
            Version = Versions.Name(tls.SslProtocol),
            Cipher = tls.NegotiatedCipherSuite.ToString(),
            Protocol = tls.NegotiatedApplicationProtocol.Protocol.IsEmpty ? null : tls.NegotiatedApplicationProtocol.ToString(),
        };
        return tls;
    }

    /// <summary>Of the addresses that a name led to, those that may be connected to; throws when there is none.</summary>
    /// <param name="port">0 = there is none, as with a ping.</param>
    public IPAddress[] Allowed(string host, IPAddress[] addresses, int port)
    {
        int ofTarget = port > 0 ? port : target.Address.Port;
        IPAddress[] known = [.. addresses.Where(a => Allows(host, a, ofTarget))];
        if (known.Length == 0) throw new DialException(Outcome.NotAllowed, $"{(port > 0 ? $"{host}:{port} ({string.Join(", ", addresses.AsEnumerable())})" : host)} is not in the allow-list of target {target.Name}: nothing was sent");
        if (egress is null) return known;
        IPAddress[] allowed = [.. known.Where(a => egress.Refusal(host, a, port) is null)];
        return allowed.Length > 0 ? allowed : throw new DialException(Outcome.EgressRefused, egress.Refusal(host, known[0], port)!);
    }

    /// <summary>Why a name server may not be asked; null when it may. This machine's own is on no target's allow-list.</summary>
    public Fault? Refusal(IPEndPoint server, bool isOurs)
    {
        string host = server.Address.ToString();
        return !isOurs && !Allows(host, server.Address, server.Port) ? new Fault(Outcome.NotAllowed, $"{server} is not in the allow-list of target {target.Name}: nothing was sent")
            : egress?.Refusal(host, server.Address, server.Port) is { } refusal ? new Fault(Outcome.EgressRefused, refusal)
            : null;
    }

    // Without a list, just the target's own host and port, and its proxy's.
    private bool Allows(string host, IPAddress address, int port) => target.Allow is { } list
        ? list.Allows(host, address, port)
        : IsAt(target.Address, host, port) || (target.Proxy is { } proxy && IsAt(proxy.Address, host, port));

    /// <summary>Throws unless a proxy, which looks names up itself, may be asked for this.</summary>
    public void Permit(string host, int port)
    {
        if (egress?.Refusal(host, port) is { } refusal) throw new DialException(Outcome.EgressRefused, refusal);
        if (target.Allow is { } list ? list.Allows(host, port) : IsAt(target.Address, host, port)) return;
        throw new DialException(Outcome.NotAllowed, $"{host}:{port} is not in the allow-list of target {target.Name}: nothing was sent. Through a proxy a name is allowed by itself alone, not by a network");
    }

    public async Task<IPAddress[]> LookUpAsync(string host, ConnectionMeter meter, CancellationToken token)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal)) return OfFamily(host, [literal.IsIPv4MappedToIPv6 ? literal.MapToIPv4() : literal]);
        meter.LookedUp = true;
        try
        {
            IPAddress[] found = await Resolver(host, token).ConfigureAwait(false);
            return OfFamily(host, [.. found.OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6)]);
        }
        catch (SocketException e)
        {
            throw new DialException(Outcome.DnsFailed, $"{host} could not be looked up: {e.Message}", e);
        }
    }

    private IPAddress[] OfFamily(string host, IPAddress[] addresses)
    {
        if (Family == IpFamily.Any) return addresses;
        AddressFamily wanted = Family == IpFamily.V4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        IPAddress[] fitting = [.. addresses.Where(a => a.AddressFamily == wanted)];
        return fitting.Length > 0 ? fitting : throw new DialException(Outcome.DnsFailed, $"{host} has no address of IP{Family.ToString().ToLowerInvariant()}");
    }

    private async Task<MeasuredStream> OpenAsync(string host, IPAddress[] addresses, int port, ConnectionMeter meter, bool clocked, CancellationToken token)
    {
        for (int i = 0; ; i++)
        {
            MeasuredStream? stream = null;
            try
            {
                if (!Descriptors.TryTake()) throw new DialException(Outcome.OutOfFiles, $"no connection to {host}:{port}: this process has no file descriptor left for it");
                stream = new MeasuredStream(addresses[i].AddressFamily, meter, clocked, network);
                await stream.ConnectAsync(new IPEndPoint(addresses[i], port), token).ConfigureAwait(false);
                return stream;
            }
            catch (SocketException e)
            {
                if (stream is null) Descriptors.GiveBack();
                else await stream.DisposeAsync().ConfigureAwait(false);
                if (i < addresses.Length - 1) continue;
                throw new DialException(SocketFaults.Connecting(e.SocketErrorCode), $"no connection to {host}:{port} ({addresses[i]}): {e.Message}", e);
            }
            catch (OperationCanceledException)
            {
                await stream!.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static bool IsAt(Uri address, string host, int port) => string.Equals(host, address.IdnHost, StringComparison.OrdinalIgnoreCase) && (port == address.Port || address.Port < 0);

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
