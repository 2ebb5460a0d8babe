using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Link;

/// <summary>A controller's keys, as <c>loadprobe link init</c> has written them.</summary>
public sealed class LinkKeys
{
    private readonly X509Certificate2 _authority;

    private LinkKeys(X509Certificate2 authority, Access access, Issuer issuer) => (_authority, Access, Issuer) = (authority, access, issuer);

    /// <summary>For the controller's own connections.</summary>
    public Access Access { get; }

    /// <summary>Lets agents in.</summary>
    public Issuer Issuer { get; }

    /// <summary>What somebody who is invited is given.</summary>
    public JoinToken Invite(string server, string agent, string invitation, string secret, DateTimeOffset now, DateTimeOffset expires) =>
        new(server, _authority.RawData, agent, invitation, secret, Issuer.Invitation(invitation, now, expires));

    /// <summary>Null, and why, when the folder has none.</summary>
    public static LinkKeys? Open(string folder, out string? fault)
    {
        try
        {
            X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, LinkFolder.Authority));
            Credentials? controller = Credentials.Parse(File.ReadAllText(Path.Combine(folder, LinkFolder.ControllerCredentials)));
            string seed = File.ReadAllText(Path.Combine(folder, LinkFolder.AccountSeed)).Trim();
            fault = controller?.Account is null ? $"{Path.Combine(folder, LinkFolder.ControllerCredentials)} has no credentials of a controller" : null;
            if (fault is not null) return null;
            var issuer = new Issuer(seed, controller!.Account!);
            // What was written by an earlier version allows less than this one asks for.
            return new LinkKeys(authority, new Access(authority, issuer.Controller(TimeProvider.System.GetUtcNow())), issuer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = $"{folder} has no keys of a link: {e.Message}";
            return null;
        }
    }
}
