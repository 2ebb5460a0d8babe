using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;
using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>Turns a token into credentials: the agent makes its key, whose seed stays here, and asks for what it is allowed.</summary>
public static class Joining
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <param name="server">Where to ask; the token's own address, or another way to the same server.</param>
    /// <returns>Credentials, or why there are none.</returns>
    public static async Task<(Credentials? Credentials, string? Refused)> AskAsync(JoinToken invited, X509Certificate2 authority, string server, TimeProvider time, CancellationToken token)
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
            if (await AskAsync(connection, Subjects.Join(invited.Invitation), request, time, token).ConfigureAwait(false) is not { } answer) return (null, "no controller answers on that NATS server");
            if (Wire.ReadJoinAnswer(answer) is not { } said) return (null, "the controller's answer cannot be read: is it of another version?");
            return said.Jwt is { } jwt ? (new Credentials(jwt, key.GetSeed()), null) : (null, said.Refused);
        }
        catch (Exception e) when (Line.IsDown(e, token) || e is CryptographicException)
        {
            return (null, certificate ?? (reached ? $"{server} lets nobody in with that token: it has expired, or the server is another ({e.Message})" : $"{server} cannot be reached: {e.Message}"));
        }
    }

    // A controller that has just started is there in a moment. What nobody has heard has used nothing up.
    private static async Task<byte[]?> AskAsync(NatsConnection connection, string subject, byte[] request, TimeProvider time, CancellationToken token)
    {
        long began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < AnswerWithin)
        {
            try
            {
                return (await connection.RequestAsync<byte[], byte[]>(subject, request, cancellationToken: token).ConfigureAwait(false)).Data ?? [];
            }
            catch (NatsNoRespondersException)
            {
                await Task.Delay(Again, time, token).ConfigureAwait(false);
            }
        }

        return null;
    }
}
