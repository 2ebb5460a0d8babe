using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>How a controller's pages and API are served: where, with which certificate, and to whom.</summary>
internal sealed class ServeOptions
{
    private readonly Option<string> _listen = CommonOptions.Listen("127.0.0.1:8080");
    private readonly Option<string?> _certificate = CommonOptions.Certificate();
    private readonly Option<string?> _key = CommonOptions.CertificateKey();
    private readonly Option<bool> _requireKey = new("--require-key") { Description = "Ask for a key everywhere (loadprobe keys create); beyond this machine it must be, with TLS" };
    private readonly Option<Uri?> _issuer;
    private readonly Option<string?> _audience = new("--oidc-audience") { Description = "What its tokens must be for" };
    private readonly Option<string> _claim = new("--oidc-scope-claim") { Description = "The claim with loadprobe:read, loadprobe:run, loadprobe:apply, loadprobe:approve or loadprobe:admin", DefaultValueFactory = _ => "scope" };

    private readonly Option<string?> _audit = new("--audit") { Description = "A folder outside the store for signed checkpoints of the audit (loadprobe audit verify)" };

    public ServeOptions() => _issuer = new Option<Uri?>("--oidc-issuer")
    {
        Description = "Take access tokens of this OpenID Connect issuer too",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))) return uri;
            result.AddError($"--oidc-issuer {text} is not an address with https:// (http:// is for 127.0.0.1 only)");
            return null;
        },
    };

    private Option[] All => [_listen, _certificate, _key, _requireKey, _issuer, _audience, _claim, _audit];

    public void AddTo(Command verb)
    {
        foreach (Option option in All) verb.Add(option);
    }

    /// <summary>The first of them that the command line says; null = none.</summary>
    public string? Said(ParseResult parsed) => All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })?.Name;

    /// <summary>Null after saying what is wrong with it.</summary>
    public Serving? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_issuer) is not null != parsed.GetValue(_audience) is not null) return Refuse("--oidc-issuer and --oidc-audience go together");
        if (parsed.GetValue(_certificate) is not null != parsed.GetValue(_key) is not null) return Refuse("--tls-certificate and --tls-key go together");
        X509Certificate2Collection? chain = null;
        if (parsed.GetValue(_certificate) is { } certificate && (chain = CertificateChain.Read(certificate, parsed.GetValue(_key)!)) is null) return null;
        if (ListenAddress.Parse(parsed.GetValue(_listen)!, chain is null ? "http" : "https") is not { } address) return null;
        OidcOptions? oidc = parsed.GetValue(_issuer) is { } issuer ? new OidcOptions(issuer, parsed.GetValue(_audience)!, parsed.GetValue(_claim)!) : null;
        var access = new AccessOptions { AsksForKey = parsed.GetValue(_requireKey), Oidc = oidc };
        if (!address.IsLoopback && (chain is null || !access.IsClosed)) return Refuse($"--listen {parsed.GetValue(_listen)}: whoever reaches the pages can start load: beyond 127.0.0.1 and [::1] they are served over TLS (--tls-certificate, --tls-key) to whoever has a key (--require-key) or a token (--oidc-issuer) only");
        AuditCheckpoints? checkpoints = null;
        if (parsed.GetValue(_audit) is { } folder && (checkpoints = Open(folder)) is null) return null;
        return new Serving(address, chain, access, checkpoints);
    }

    private static AuditCheckpoints? Open(string folder)
    {
        try
        {
            return AuditCheckpoints.Open(folder, Serving.Tell, TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Screen.Complain($"--audit {folder}: {e.Message}");
            return null;
        }
    }

    private static Serving? Refuse(string why)
    {
        Screen.Complain(why);
        return null;
    }
}
