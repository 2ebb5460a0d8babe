using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>Proposals as a store keeps them. Each change is one transaction with its entry in the audit.</summary>
public sealed class ProposalTable
{
    private const string Columns = "SELECT id, scenario, state, author, created, expires, hash, json, ended FROM proposal";

    private readonly AuditTable _audit;
    private readonly Statements _statements;

    internal ProposalTable(AuditTable audit, Statements statements) => (_audit, _statements) = (audit, statements);

    public Task AddAsync(Proposal proposal, AuditEvent entry, CancellationToken token) => _audit.InOneAsync(async (connection, transaction) =>
    {
        var row = new { proposal.Id, proposal.Scenario, state = Word(proposal.State), proposal.Author, created = Micros.Of(proposal.Created), expires = Micros.Of(proposal.Expires), proposal.Hash, json = JsonSerializer.Serialize(proposal.About), proposal.Ended };
        await connection.ExecuteAsync(new CommandDefinition("INSERT INTO proposal VALUES (@Id, @Scenario, @state, @Author, @created, @expires, @Hash, @json, @Ended)", row, transaction, cancellationToken: token)).ConfigureAwait(false);
        return entry;
    }, proposal.Created, token);

    /// <summary>Moves it on, if it is still where it was.</summary>
    /// <exception cref="InvalidOperationException">There is no such way.</exception>
    public Task<bool> MoveAsync(Proposal proposal, RunState to, string ended, AuditEvent entry, DateTimeOffset at, CancellationToken token)
    {
        if (!RunTransitions.Allows(proposal.State, to, stopped: false)) throw new InvalidOperationException($"{to} does not follow on {proposal.State}");
        return _audit.InOneAsync(async (connection, transaction) => await MoveAsync(connection, transaction, proposal, to, ended, token).ConfigureAwait(false) ? entry : null, at, token);
    }

    /// <summary>Adds an approval, and moves the proposal on when none is missing any more; false = it was not pending, or the same person approved before.</summary>
    public Task<bool> ApproveAsync(Proposal proposal, Approval approval, CancellationToken token) => _audit.InOneAsync(async (connection, transaction) =>
    {
        var row = new { proposal.Id, approval.Who, approval.Person, team = JsonSerializer.Serialize(approval.Teams), at = Micros.Of(approval.At), pending = Word(RunState.PendingApproval) };
        const string sql = "INSERT INTO approval SELECT id, @Who, @Person, @team, @at FROM proposal WHERE id = @Id AND state = @pending ON CONFLICT DO NOTHING";
        if (await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0) return null;
        IReadOnlyList<Approval> all = Approvals(await connection.RowsAsync<ApprovalRow>(new CommandDefinition(ApprovalRow.Of, new { ids = new[] { proposal.Id } }, transaction, cancellationToken: token)).ConfigureAwait(false), proposal.Id);
        string? missing = proposal.About.Policy.Missing(all);
        if (missing is null) await MoveAsync(connection, transaction, proposal, RunState.Approved, "", token).ConfigureAwait(false);
        return new AuditEvent(approval.Who, "approved", proposal.Id, missing is null ? proposal.Text : $"{proposal.Text}; missing yet: {missing}");
    }, approval.At, token);

    /// <summary>Null when there is none.</summary>
    public async Task<Proposal?> FindAsync(string id, CancellationToken token) => (await ListAsync($"{Columns} WHERE id = @id", new { id }, token).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<Proposal>> NewestAsync(int count, CancellationToken token) => ListAsync($"{Columns} ORDER BY created DESC LIMIT @count", new { count }, token);

    /// <summary>Those of a scenario that may still become a run, the oldest first.</summary>
    public Task<IReadOnlyList<Proposal>> OpenAsync(string scenario, CancellationToken token) =>
        ListAsync($"{Columns} WHERE scenario = @scenario AND state IN @open ORDER BY created", new { scenario, open = new[] { Word(RunState.PendingApproval), Word(RunState.Approved) } }, token);

    private static async Task<bool> MoveAsync(DbConnection connection, DbTransaction transaction, Proposal proposal, RunState to, string ended, CancellationToken token)
    {
        var row = new { proposal.Id, from = Word(proposal.State), to = Word(to), ended };
        return await connection.ExecuteAsync(new CommandDefinition("UPDATE proposal SET state = @to, ended = @ended WHERE id = @Id AND state = @from", row, transaction, cancellationToken: token)).ConfigureAwait(false) > 0;
    }

    private async Task<IReadOnlyList<Proposal>> ListAsync(string sql, object about, CancellationToken token)
    {
        IReadOnlyList<ProposalRow> rows = await _statements.ListAsync<ProposalRow>(sql, about, token).ConfigureAwait(false);
        IReadOnlyList<ApprovalRow> approvals = rows.Count == 0 ? [] : await _statements.ListAsync<ApprovalRow>(ApprovalRow.Of, new { ids = rows.Select(r => r.Id).ToArray() }, token).ConfigureAwait(false);
        return [.. rows.Select(r => r.Proposal(Approvals(approvals, r.Id)))];
    }

    private static IReadOnlyList<Approval> Approvals(IReadOnlyList<ApprovalRow> rows, string id) => [.. rows.Where(r => r.Proposal == id).Select(r => r.Approval)];

    private static string Word(RunState state) => state.ToString();

    private sealed record ProposalRow(string Id, string Scenario, string State, string Author, long Created, long Expires, string Hash, string Json, string Ended)
    {
        public Proposal Proposal(IReadOnlyList<Approval> approvals) => new()
        {
            Id = Id, Scenario = Scenario, State = Enum.Parse<RunState>(State), Author = Author, Created = Micros.Instant(Created), Expires = Micros.Instant(Expires),
            Hash = Hash, About = JsonSerializer.Deserialize<Proposed>(Json)!, Approvals = approvals, Ended = Ended,
        };
    }

    private sealed record ApprovalRow(string Proposal, string Who, string Person, string Team, long At)
    {
        public const string Of = "SELECT proposal, who, person, team, at FROM approval WHERE proposal IN @ids ORDER BY at, person";

        public Approval Approval => new(Who, Person, JsonSerializer.Deserialize<string[]>(Team)!, Micros.Instant(At));
    }
}
