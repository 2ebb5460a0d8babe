using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>Invites agents, and knows who may join and stay.</summary>
/// <param name="table">Where they are kept.</param>
/// <param name="keys">Those of the link.</param>
/// <param name="server">Where an agent is to ask.</param>
/// <param name="time">Its clock.</param>
public sealed class Invitations(InvitationTable table, LinkKeys keys, string server, TimeProvider time) : IRoster
{
    private const int IdBytes = 8, SecretBytes = 32;

    /// <returns>The token, of which nothing secret is kept here, and its end.</returns>
    public async Task<(string Token, DateTimeOffset Expires)> InviteAsync(string agent, TimeSpan life, CancellationToken token)
    {
        DateTimeOffset now = time.GetUtcNow(), expires = now + life;
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await table.AddAsync(id, agent, Sha256(secret), now, expires, token).ConfigureAwait(false);
        return (keys.Invite(server, agent, id, secret, now, expires).Text(), expires);
    }

    /// <summary>From now on it is not renewed, and no invitation to be it is good; false = nothing is known of it.</summary>
    public Task<bool> RemoveAsync(string agent, CancellationToken token) => table.RemoveAsync(agent, token);

    public Task<Admission> AdmitAsync(string invitation, string secret, string key, CancellationToken token) =>
        AskAsync(() => table.UseAsync(invitation, Sha256(secret), key, time.GetUtcNow(), token));

    public Task<Admission> StayAsync(string agent, CancellationToken token) => AskAsync(async () =>
        await table.KeyAsync(agent, token).ConfigureAwait(false) is { } key ? new Admission(agent, key) : Admission.Refuse($"agent {agent} was removed"));

    private static async Task<Admission> AskAsync(Func<Task<Admission>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            return Admission.Refuse("the controller's store is away: try again in a while");
        }
    }

    private static string Sha256(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
