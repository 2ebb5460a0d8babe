using System.Data.Common;
using Dapper;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>Invitations and the agents that came by them. Each is used up once, whoever tries at the same time.</summary>
public sealed class InvitationTable
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);

    private readonly Func<CancellationToken, Task<DbConnection>> _open;

    internal InvitationTable(Func<CancellationToken, Task<DbConnection>> open) => _open = open;

    /// <summary>Adds one, and forgets those that ended long ago.</summary>
    /// <param name="sha256">Of its secret, in hexadecimal.</param>
    public async Task AddAsync(string id, string agent, string sha256, DateTimeOffset now, DateTimeOffset expires, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        const string sql = "DELETE FROM invitation WHERE expires < @forgotten; INSERT INTO invitation VALUES (@id, @agent, @sha256, @expires, NULL)";
        await connection.ExecuteAsync(new CommandDefinition(sql, new { id, agent, sha256, forgotten = Micros.Of(now - RememberedFor), expires = Micros.Of(expires) }, cancellationToken: token)).ConfigureAwait(false);
    }

    /// <summary>Uses one up. From then on its agent is whoever has this key.</summary>
    public async Task<Admission> UseAsync(string id, string sha256, string key, DateTimeOffset at, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
        var about = new { id, sha256, key, now = Micros.Of(at) };
        const string use = "UPDATE invitation SET used = @now WHERE id = @id AND sha256 = @sha256 AND used IS NULL AND expires > @now RETURNING agent";
        string? agent = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(use, about, transaction, cancellationToken: token)).ConfigureAwait(false);
        if (agent is null)
        {
            const string why = "SELECT sha256, expires, used FROM invitation WHERE id = @id";
            return Admission.Refuse(Reason(await connection.FirstRowAsync<Row>(new CommandDefinition(why, about, transaction, cancellationToken: token)).ConfigureAwait(false), sha256));
        }

        const string join = "INSERT INTO agent VALUES (@agent, @key, @now) ON CONFLICT (name) DO UPDATE SET key = excluded.key, joined = excluded.joined";
        await connection.ExecuteAsync(new CommandDefinition(join, new { agent, about.key, about.now }, transaction, cancellationToken: token)).ConfigureAwait(false);
        await transaction.CommitAsync(token).ConfigureAwait(false);
        return new Admission(agent, key);
    }

    /// <summary>The key of an agent that joined; null = it did not, or was removed.</summary>
    public async Task<string?> KeyAsync(string agent, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT key FROM agent WHERE name = @agent", new { agent }, cancellationToken: token)).ConfigureAwait(false);
    }

    /// <summary>Forgets an agent, and all invitations to be it; false = there was nothing of it.</summary>
    public async Task<bool> RemoveAsync(string agent, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
        const string sql = "DELETE FROM invitation WHERE agent = @agent; DELETE FROM agent WHERE name = @agent";
        int gone = await connection.ExecuteAsync(new CommandDefinition(sql, new { agent }, transaction, cancellationToken: token)).ConfigureAwait(false);
        await transaction.CommitAsync(token).ConfigureAwait(false);
        return gone > 0;
    }

    private static string Reason(Row? found, string sha256) => found switch
    {
        null => "there is no such invitation: its agent was removed, or it is another controller's",
        _ when found.Sha256 != sha256 => "that is not the invitation's secret",
        { Used: { } used } => $"the invitation was used at {Micros.Instant(used):u}: each is good for once",
        _ => $"the invitation expired at {Micros.Instant(found.Expires):u}",
    };

    private sealed record Row(string Sha256, long Expires, long? Used);
}
