using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>How an agent gets in: by a token, or with what a token has brought before.</summary>
/// <param name="Folder">Its state's.</param>
internal sealed record AgentEntry(string Server, Access Access, string Folder)
{
    /// <summary>What <c>--join</c> says: a token, or <c>-</c> = on standard input; for <c>@FILE</c> the command line has what is in it already. Null after saying what is wrong.</summary>
    public static async Task<JoinToken?> ReadAsync(string written, CancellationToken stop)
    {
        if (JoinToken.Parse(written == "-" ? await Console.In.ReadLineAsync(stop) ?? "" : written) is { } token) return token;
        Screen.Complain("--join: that is not a token, or not a whole one: it is the one long word that POST /api/invitations answers");
        return null;
    }

    /// <summary>Null after saying why it is not let in.</summary>
    /// <param name="server">Another way to the token's server.</param>
    public static async Task<AgentEntry?> JoinAsync(JoinToken invited, string? server, string folder, CancellationToken stop)
    {
        var state = new AgentState(folder);
        server ??= invited.Server;
        try
        {
            X509Certificate2 authority = X509CertificateLoader.LoadCertificate(invited.Authority);
            (Credentials? credentials, string? refused) = await Joining.AskAsync(invited, authority, server, TimeProvider.System, stop);
            if (credentials is not null) return new AgentEntry(server, state.Keep(authority, credentials), folder);
            Screen.Complain($"the token is refused: {refused}");
            // Started again with the same command line, it goes on.
            if (state.Open(TimeProvider.System.GetUtcNow(), out _) is not { } held || held.Credentials.Name != invited.Agent) return null;
            Screen.Complain($"going on with the credentials in {folder}");
            return new AgentEntry(server, held, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Screen.Complain($"cannot join with {folder}: {e.Message}");
            return null;
        }
    }

    /// <summary>Whether it has joined: in a closed network, where nobody does, the folder is only for what is kept.</summary>
    public static bool IsNeeded(string server, string folder) => !server.StartsWith("nats://", StringComparison.Ordinal) || new AgentState(folder).HasJoined;

    /// <summary>Null after saying why there is no way in.</summary>
    public static AgentEntry? Open(string server, string folder)
    {
        if (new AgentState(folder).Open(TimeProvider.System.GetUtcNow(), out string? fault) is { } access) return new AgentEntry(server, access, folder);
        Screen.Complain($"--state {fault}");
        return null;
    }
}
