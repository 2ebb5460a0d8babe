using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;
using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>Turns a token into credentials: the agent makes its key, whose seed stays here, and asks for what it is allowed.</summary>
public static class Joining
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <param name="server">Where to ask; the token's own address, or another way to the same server.</param>
    /// <returns>Credentials, or why there are none.</returns>
    public static async Task<(Credentials? Credentials, string? Refused)> AskAsync(JoinToken invited, X509Certificate2 authority, string server, CancellationToken token)
    {
        string? certificate = null;
        bool reached = false;
        var access = new Access(authority, invited.Bootstrap);
        using KeyPair key = KeyPair.CreatePair(PrefixByte.User);
        try
        {
            await using var connection = new NatsConnection(NatsOpts.Default with
            {
                Url = server,
                Name = $"loadprobe invitation {invited.Invitation}",
                InboxPrefix = Subjects.JoinInbox(invited.Invitation),
                RequestTimeout = AnswerWithin,
                AuthOpts = access.Auth(asked: () => reached = true),
                TlsOpts = access.Tls(why => certificate = why),
            });
            await connection.ConnectAsync().AsTask().WaitAsync(token).ConfigureAwait(false);
            byte[] request = Wire.Write(new JoinRequest(invited.Secret, key.GetPublicKey()));
            NatsMsg<byte[]> answer = await connection.RequestAsync<byte[], byte[]>(Subjects.Join(invited.Invitation), request, cancellationToken: token).ConfigureAwait(false);
            if (Wire.ReadJoinAnswer(answer.Data) is not { } said) return (null, "the controller's answer cannot be read: is it of another version?");
            return said.Jwt is { } jwt ? (new Credentials(jwt, key.GetSeed()), null) : (null, said.Refused);
        }
        catch (NatsNoRespondersException)
        {
            return (null, "no controller answers on that NATS server");
        }
        catch (Exception e) when (Line.IsDown(e, token) || e is CryptographicException)
        {
            return (null, certificate ?? (reached ? $"{server} lets nobody in with that token: it has expired, or the server is another ({e.Message})" : $"{server} cannot be reached: {e.Message}"));
        }
    }
}
