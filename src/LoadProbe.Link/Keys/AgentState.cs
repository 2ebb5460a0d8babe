using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Link;

/// <summary>The folder in which an agent keeps who it is.</summary>
public sealed class AgentState(string folder)
{
    private const string Held = "agent.creds";
    private const string Authority = "ca.pem";

    public string Folder => folder;

    /// <summary>Whether a token has ever brought something here.</summary>
    public bool HasJoined => File.Exists(Path.Combine(folder, Held));

    /// <summary>Keeps what a token has brought.</summary>
    public Access Keep(X509Certificate2 authority, Credentials credentials)
    {
        SecretFile.MakeFolder(folder);
        SecretFile.Write(Path.Combine(folder, Authority), authority.ExportCertificatePem() + "\n");
        Keep(credentials);
        return new Access(authority, credentials, Keep);
    }

    /// <summary>Null, and why, when there is nothing that the server would take.</summary>
    public Access? Open(DateTimeOffset now, out string? fault)
    {
        try
        {
            X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, Authority));
            Credentials? credentials = Credentials.Parse(File.ReadAllText(Path.Combine(folder, Held)));
            var access = credentials is null ? null : new Access(authority, credentials, Keep);
            fault = access is null ? $"{Path.Combine(folder, Held)} has no credentials: join with a new token" : access.Fault(now);
            return fault is null ? access : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            fault = $"{folder} has no credentials: join with a token first ({e.Message})";
            return null;
        }
    }

    private void Keep(Credentials credentials) => SecretFile.Write(Path.Combine(folder, Held), credentials.Text());
}
